/** Zhengyan: issues and validates the electronic certificates of organs and public institutions. */
@NullMarked
package org.zhengyan;

import org.jspecify.annotations.NullMarked;
