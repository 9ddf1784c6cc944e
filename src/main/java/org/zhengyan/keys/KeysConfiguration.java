package org.zhengyan.keys;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

@Configuration(proxyBeanMethods = false)
class KeysConfiguration {
  private static final Logger LOG = LoggerFactory.getLogger(KeysConfiguration.class);

  @Bean
  KeyLocation keyLocation(Environment environment) {
    return KeyLocation.of(environment);
  }

  @Bean
  KeyVault keyVault(KeyLocation location, KeysProperties properties, ServiceProperties service)
      throws IOException {
    sayWhoComputesP256();
    if (location.development() && !Files.isDirectory(location.directory())) {
      DevelopmentCeremony.make(location.directory(), service.pkiUrl());
    } else if (location.development()) {
      DevelopmentCeremony.complete(location.directory());
    }
    char[] password = location.password();
    if (location.sandbox()) {
      if (!Files.isDirectory(location.directory())) {
        SandboxKeys.make(location.directory(), service.pkiUrl());
      }
      password = SandboxKeys.password(location.directory());
    }
    List<KeyDoor> doors = new ArrayList<>();
    doors.add(new Pkcs12Directory(location.directory(), password));
    if (properties.pkcs11() != null) {
      doors.add(Pkcs11Token.open(properties.pkcs11()));
    }
    return new KeyVault(location.directory(), doors);
  }

  private static void sayWhoComputesP256() {
    String missing = AwsLc.missing();
    if (missing == null) {
      LOG.info("P-256 is computed by {}", AwsLc.description());
    } else {
      LOG.warn("P-256 is computed by Bouncy Castle, a signature in four times the time: AWS-LC: {}", missing);
    }
  }

  @Bean
  ClientKeys clientKeys(KeyVault afterKeysAreMade, KeyLocation location) {
    return new ClientKeys(location.directory());
  }
}
