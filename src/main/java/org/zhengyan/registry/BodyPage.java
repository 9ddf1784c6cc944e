package org.zhengyan.registry;

import java.util.List;

/** A page of a list of bodies, and how many the whole list has. */
public record BodyPage(List<BodyRow> rows, RowCount count) {}
