package org.zhengyan.web.console.authority;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.zhengyan.registry.RowCount;
import org.zhengyan.verification.tally.VerificationTally;

/**
 * The figures of a dashboard at one moment.
 *
 * @param issued certificates by day, the last thirty
 * @param verifications by day, the last thirty
 * @param platforms verifications by platform, the last seven days
 */
record Figure(
    RowCount bodies,
    RowCount good,
    RowCount expiring,
    RowCount suspended,
    long today,
    LocalDate day,
    Map<LocalDate, Long> issued,
    Map<LocalDate, Long> verifications,
    List<VerificationTally.Line> platforms) {}
