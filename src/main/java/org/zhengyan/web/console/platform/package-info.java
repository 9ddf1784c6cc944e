/**
 * The console of platform operators: clients and keys, event endpoints, what was asked, bindings, the team,
 * and the sandbox. A viewer reads, a developer acts on technical things, an owner on clients.
 *
 * <p>Everything is of {@code SignedIn.subject()}, the operator; what is another's is not found.
 */
@NullMarked
package org.zhengyan.web.console.platform;

import org.jspecify.annotations.NullMarked;
