/**
 * The one way out of this service: a POST to an address that an operator named.
 *
 * <p>The name is resolved once, every address of the answer is held against {@link
 * org.zhengyan.notification.push.AddressRule}, and the connection goes to exactly the address that was
 * checked, with the name in SNI, Host and certificate. So a resolver that answers differently the second
 * time is not asked a second time. No redirect is followed, no proxy, cookie or credential is taken
 * from the environment, and a receiver costs at most {@link
 * org.zhengyan.notification.push.PushLimits}.
 *
 * <p>RFC 8935 (push), RFC 6890 and the IANA special-purpose registries (addresses), RFC 9525 (names in
 * certificates), RFC 9112 (HTTP/1.1).
 */
@NullMarked
package org.zhengyan.notification.push;

import org.jspecify.annotations.NullMarked;
