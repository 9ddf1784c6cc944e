/**
 * A registry file of many bodies, from upload to applied.
 *
 * <p>{@link org.zhengyan.registry.imports.Imports} takes the file in parts. {@link
 * org.zhengyan.registry.imports.ImportRunner} checks it ({@link org.zhengyan.registry.imports.FileCheck})
 * and writes a report, line by line, before anything changes. One digest over the checked rows and the
 * versions they change is submitted by one person and approved by another; it is computed
 * anew from what is stored ({@link org.zhengyan.registry.imports.ApprovalCheck}) before {@link
 * org.zhengyan.registry.imports.ChunkApplier} applies it chunk by chunk, each in one transaction, each row
 * as a single change would be. CSV is RFC 4180, a workbook ISO/IEC 29500; src/docs/import.md has the
 * columns.
 */
@NullMarked
package org.zhengyan.registry.imports;

import org.jspecify.annotations.NullMarked;
