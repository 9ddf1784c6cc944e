/**
 * The console of the staffing authorities: registry, imports, what waits for a decision, certificates,
 * revocations, regions, reports.
 *
 * <p>Pages call the domain services that the API's controllers call, with {@link
 * org.zhengyan.access.SignedIn#actor()}; what only two persons may do, they do here as there. Every list
 * pages by cursor, and large counts are estimates.
 */
@NullMarked
package org.zhengyan.web.console.authority;

import org.jspecify.annotations.NullMarked;
