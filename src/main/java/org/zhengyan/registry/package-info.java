/**
 * What is true of organs and public institutions: codes, names, divisions, regions, versions.
 *
 * <p>A change is proposed by one person and approved by another ({@link
 * org.zhengyan.principal.Changes}); applying it writes a new version and publishes {@link
 * org.zhengyan.registry.InstitutionChanged} in the same transaction. {@link
 * org.zhengyan.registry.Institutions} answers what holds today, {@link
 * org.zhengyan.registry.NameMatcher} whether a name is one of a body's. Codes follow GB 32100-2015 and
 * GB 11714-1997, divisions GB/T 2260.
 */
@NullMarked
package org.zhengyan.registry;

import org.jspecify.annotations.NullMarked;
