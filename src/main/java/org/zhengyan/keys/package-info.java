/**
 * The only door to private keys: suites, key stores, signing and verifying.
 *
 * <p>A {@link org.zhengyan.keys.Signer} signs with a key that stays in its PKCS#12 file or PKCS#11
 * token; a {@link org.zhengyan.keys.VerificationKey} is the public side. The two suites are
 * SM2-with-SM3 and P-256 with SHA-256. Nothing else in the project imports a private key type.
 */
@NullMarked
package org.zhengyan.keys;

import org.jspecify.annotations.NullMarked;
