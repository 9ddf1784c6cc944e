/**
 * The sandbox: a world of its own in which a platform's developer meets every answer before production.
 *
 * <p>{@link org.zhengyan.sandbox.SandboxCase} is the table of what there is: for each reason of a
 * rejection a fixed body, what to claim, and a credential that earns it. {@link
 * org.zhengyan.sandbox.CredentialMaker} makes the credentials, under the sandbox's own CAs, with private
 * keys that are published on purpose; {@link org.zhengyan.sandbox.CredentialKeeper} looks after them.
 * {@link org.zhengyan.sandbox.SandboxDocuments} makes what cases upload. {@link
 * org.zhengyan.sandbox.SandboxController} hands them out, and a client to whoever brings a key.
 *
 * <p>Nothing of this exists elsewhere: the beans are {@link org.zhengyan.keys.SandboxOnly}, the start
 * refuses the setting in another environment, and {@link org.zhengyan.sandbox.SandboxDatabaseRefused} a
 * sandbox's database. The routes are there and answer 404.
 */
@NullMarked
package org.zhengyan.sandbox;

import org.jspecify.annotations.NullMarked;
