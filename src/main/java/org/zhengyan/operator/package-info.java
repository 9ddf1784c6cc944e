/**
 * Platform operators, and the clients of operators and authorities: registered name, filing number,
 * scopes, keys.
 *
 * <p>Everything here is changed by two persons, through {@link org.zhengyan.principal.Changes}: an
 * operator or a client is admitted, a key is added with an overlap, its redirect
 * URIs are replaced, a client or an operator is suspended
 * and reinstated. What is true of a client at any moment is {@link org.zhengyan.principal.Clients}, one
 * package below, which every node keeps in memory.
 */
@NullMarked
package org.zhengyan.operator;

import org.jspecify.annotations.NullMarked;
