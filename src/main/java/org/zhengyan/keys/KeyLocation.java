package org.zhengyan.keys;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;

/**
 * Which directory the keys come from, and whether they may be used at all.
 *
 * <p>Outside the dev profile: the configured directory, which must hold no development key. In the
 * dev profile: the configured one, else {@code keys-dev} of the source tree if the program was
 * started there, else {@code keys-dev} in the data directory, made at the first start.
 *
 * <p>In a sandbox without a configured one: {@code keys-sandbox} in the data directory, made at the
 * first start. Sandbox keys are refused everywhere else.
 *
 * @param development whether the directory may be made when it is missing
 * @param sandbox likewise, with keys of a sandbox, whose password lies beside them
 */
record KeyLocation(Path directory, char[] password, boolean development, boolean sandbox) {
  private static final Path SOURCE_TREE = Path.of(DevelopmentCeremony.DIRECTORY);

  /**
   * @throws KeysRefused when there are none, or development keys outside the dev profile
   */
  static KeyLocation of(Environment environment) {
    Binder binder = Binder.get(environment);
    KeysProperties keys = binder.bindOrCreate("zhengyan.keys", KeysProperties.class);
    ServiceProperties service = binder.bindOrCreate("zhengyan", ServiceProperties.class);
    boolean devProfile = environment.acceptsProfiles(Profiles.of("dev"));
    if (environment.getProperty("zhengyan.sandbox.enabled", Boolean.class, false)) {
      if (devProfile || service.environment() != ServiceEnvironment.SANDBOX) {
        throw KeysRefused.noSandbox(devProfile ? "dev" : service.environment().wire());
      }
      if (keys.dir() == null) {
        return new KeyLocation(service.dataDir().resolve(SandboxKeys.DIRECTORY), new char[0], false, true);
      }
    }
    KeyLocation location = of(keys, service.dataDir(), devProfile);
    if (service.environment() != ServiceEnvironment.SANDBOX && Files.isDirectory(location.directory())) {
      SandboxKeys.requireNone(location.directory());
    }
    return location;
  }

  static KeyLocation of(KeysProperties keys, Path dataDirectory, boolean devProfile) {
    String password = password(keys);
    if (devProfile) {
      Path directory = keys.dir() != null ? keys.dir() : developmentDirectory(dataDirectory);
      String known = password == null ? DevelopmentKeys.PASSWORD : password;
      return new KeyLocation(directory, known.toCharArray(), keys.dir() == null, false);
    }
    if (keys.dir() == null) {
      throw KeysRefused.notConfigured();
    }
    if (!Files.isDirectory(keys.dir())) {
      throw KeysRefused.noSuchDirectory(keys.dir());
    }
    DevelopmentKeys.requireNone(keys.dir());
    if (password == null) {
      throw KeysRefused.noPassword();
    }
    return new KeyLocation(keys.dir(), password.toCharArray(), false, false);
  }

  private static Path developmentDirectory(Path dataDirectory) {
    return DevelopmentKeys.marked(SOURCE_TREE)
        ? SOURCE_TREE
        : dataDirectory.resolve(DevelopmentCeremony.DIRECTORY);
  }

  private static @Nullable String password(KeysProperties keys) {
    if (keys.passwordFile() == null) {
      return keys.password();
    }
    return secret(keys.passwordFile());
  }

  /** The first line of a file. */
  static String secret(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8).lines().findFirst().orElse("");
    } catch (IOException e) {
      throw new KeyUnavailable(file + " cannot be read", e);
    }
  }
}
