/** The whole server as processes of its own, with the stores killed, stopped, filled and restored under it. */
@NullMarked
package org.zhengyan.faults;

import org.jspecify.annotations.NullMarked;
