package org.zhengyan.keys;

import java.net.URI;
import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What the whole service is told about itself, prefix {@code zhengyan}.
 *
 * @param publicUrl base of pages and API, without a trailing slash; also the OAuth 2.0 issuer
 * @param pkiUrl plain-http base of OCSP, CRLs and issuer certificates; frozen into certificates
 * @param dataDir keys made for development, journals, checkpoints, and the embedded stores
 * @param environment stands in every challenge and receipt
 */
@ConfigurationProperties("zhengyan")
public record ServiceProperties(
    @DefaultValue("http://localhost:8080") URI publicUrl,
    @org.jspecify.annotations.Nullable URI pkiUrl,
    @DefaultValue("zhengyan-data") Path dataDir,
    @DefaultValue("production") ServiceEnvironment environment) {

  public ServiceProperties {
    publicUrl = withoutTrailingSlash(publicUrl);
    pkiUrl = pkiUrl == null ? publicUrl : withoutTrailingSlash(pkiUrl);
  }

  @Override
  public URI pkiUrl() {
    return pkiUrl == null ? publicUrl : pkiUrl;
  }

  /** The audience of access tokens. */
  public String apiAudience() {
    return publicUrl + "/api";
  }

  private static URI withoutTrailingSlash(URI uri) {
    String text = uri.toString();
    return text.endsWith("/") ? URI.create(text.substring(0, text.length() - 1)) : uri;
  }
}
