package org.zhengyan.registry;

import java.time.LocalDate;

/**
 * The registration of a public institution lapsed: its last day is past, and it is void from the day after
 * without anybody's act. Published once for each last day, in the transaction that records it.
 *
 * @param institution the version in force, whose status is {@code void}
 * @param lastDay on which it was still in force
 */
public record InstitutionLapsed(Institution institution, LocalDate lastDay) {}
