/** Files that pages load: named by their contents, compressed once, cached for ever. */
@NullMarked
package org.zhengyan.web.asset;

import org.jspecify.annotations.NullMarked;
