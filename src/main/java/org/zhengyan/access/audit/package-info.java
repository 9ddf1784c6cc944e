/**
 * What an auditor may do: read and search the log, export it, have its integrity checked. Each of these but
 * reading is itself in the log.
 */
@NullMarked
package org.zhengyan.access.audit;

import org.jspecify.annotations.NullMarked;
