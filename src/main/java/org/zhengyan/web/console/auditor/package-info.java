/** The auditor's pages: what the log says of the own divisions to read, search and export, the whole to check. */
@NullMarked
package org.zhengyan.web.console.auditor;

import org.jspecify.annotations.NullMarked;
