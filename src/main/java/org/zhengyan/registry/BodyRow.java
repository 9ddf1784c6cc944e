package org.zhengyan.registry;

import org.zhengyan.principal.Division;

/**
 * A line of a list of bodies, of the newest version.
 *
 * @param status as of today
 * @param cursor the next page begins after it
 */
public record BodyRow(
    Uscc uscc,
    int version,
    InstitutionKind kind,
    Division division,
    InstitutionStatus status,
    String name,
    String cursor) {}
