package org.zhengyan.keys;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the keys are, prefix {@code zhengyan.keys}.
 *
 * @param dir the directory that a key ceremony made: {@code NAME.crt}, and {@code NAME.p12} for
 *     those keys that are not in a token; unset in development
 * @param passwordFile a file with the password of all PKCS#12 files; preferred to {@code password}
 * @param password the password itself
 * @param pkcs11 the token that holds the keys without a PKCS#12 file
 */
@ConfigurationProperties("zhengyan.keys")
record KeysProperties(
    @Nullable Path dir,
    @Nullable Path passwordFile,
    @Nullable String password,
    @Nullable Pkcs11 pkcs11) {

  /**
   * A PKCS#11 token.
   *
   * @param library the module's shared object
   * @param slot its slot number; when unset, {@code slotIndex} counts the slots that have a token
   * @param pinFile a file with the user PIN
   */
  record Pkcs11(
      Path library, @Nullable Long slot, @DefaultValue("0") int slotIndex, Path pinFile) {}
}
