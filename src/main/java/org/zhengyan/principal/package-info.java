/**
 * Persons, clients, authorities, and what an approval is.
 *
 * <p>Every client has a recorded owner; {@link org.zhengyan.principal.Actor} is a client that acts.
 * {@link org.zhengyan.principal.Approvals} is the one place where two persons are told apart, where
 * divisions are compared, and where a digest must fit. {@link org.zhengyan.principal.Changes} keeps
 * what is proposed and lets a {@link org.zhengyan.principal.ChangeType} apply it.
 */
@NullMarked
package org.zhengyan.principal;

import org.jspecify.annotations.NullMarked;
