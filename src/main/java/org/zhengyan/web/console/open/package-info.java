/** The public's pages: where to go, and whether what somebody holds is real. */
@NullMarked
package org.zhengyan.web.console.open;

import org.jspecify.annotations.NullMarked;
