package org.zhengyan.web.tls;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;

/** The certificate that a request came with, as tokens name it. */
@Component
public final class ClientCertificates {
  private static final String OF_THE_CONNECTION = "jakarta.servlet.request.X509Certificate";

  private final @Nullable URI url;

  /**
   * @throws IllegalArgumentException when a URL is named and nobody would ask for certificates there
   */
  ClientCertificates(MutualTlsProperties properties, Environment environment) {
    this.url = properties.url();
    String asking = environment.getProperty("server.ssl.client-auth", "none");
    if (url != null && properties.proxies().isEmpty() && asking.equalsIgnoreCase("none")) {
      throw new IllegalArgumentException(
          "zhengyan.mutual-tls.url needs zhengyan.mutual-tls.proxies, or server.ssl.client-auth=want");
    }
  }

  /** The base of the endpoints where certificates are asked for; empty when tokens are not bound to any. */
  public Optional<URI> url() {
    return Optional.ofNullable(url);
  }

  /**
   * {@code x5t#S256} (RFC 8705 section 3.1) of the request's certificate; empty when it came with none, or
   * none is asked for.
   *
   * @throws Refusal {@code malformed} when the proxy said several, or something else
   */
  public Optional<String> thumbprint(HttpServletRequest request) {
    if (url == null) {
      return Optional.empty();
    }
    if (request.getAttribute(ClientCertificateValve.ATTRIBUTE) instanceof List<?> said) {
      return said.isEmpty() ? Optional.empty() : Optional.of(passedOn(said));
    }
    if (!(request.getAttribute(OF_THE_CONNECTION) instanceof X509Certificate[] chain) || chain.length == 0) {
      return Optional.empty();
    }
    try {
      return Optional.of(sha256(chain[0].getEncoded()));
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("it was read from its encoding", e);
    }
  }

  private static String passedOn(List<?> said) {
    if (said.size() == 1 && String.valueOf(said.getFirst()).length() <= 2 * CertificateHeader.LONGEST) {
      try {
        return sha256(CertificateHeader.read(String.valueOf(said.getFirst())));
      } catch (IllegalArgumentException e) {
        // Said below.
      }
    }
    throw Refusal.of(
        Problem.MALFORMED, "The proxy has to pass on one certificate in one header Client-Cert (RFC 9440)");
  }

  private static String sha256(byte[] der) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(der);
      return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
