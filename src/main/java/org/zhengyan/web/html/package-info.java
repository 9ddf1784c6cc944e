/**
 * HTML as a tree of typed elements.
 *
 * <p>Pages are small here, and escaping that cannot be forgotten is worth more than a template
 * language: no page is made of strings (src/docs/adr/007-docs-page-from-the-contract.md).
 */
@NullMarked
package org.zhengyan.web.html;

import org.jspecify.annotations.NullMarked;
