/** The auditor's pages: the log to read, search, export and have checked, and nothing else. */
@NullMarked
package org.zhengyan.web.console.auditor;

import org.jspecify.annotations.NullMarked;
