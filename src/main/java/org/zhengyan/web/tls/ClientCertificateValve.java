package org.zhengyan.web.tls;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.util.NetMask;
import org.apache.catalina.valves.ValveBase;
import org.apache.tomcat.util.http.MimeHeaders;

/**
 * Takes {@code Client-Cert} and {@code Client-Cert-Chain} off every request, and keeps what a proxy said.
 *
 * <p>Who the proxy is, is told by the connection: the address that the valve for {@code X-Forwarded-For} gives
 * a request is not asked. From a proxy the header alone counts, also when it is missing: the certificate of
 * that connection would be the proxy's own.
 */
final class ClientCertificateValve extends ValveBase {
  static final String ATTRIBUTE = ClientCertificateValve.class.getName();

  private static final String HEADER = "Client-Cert";
  private static final String CHAIN = "Client-Cert-Chain";

  private final List<NetMask> proxies;

  ClientCertificateValve(List<String> proxies) {
    super(true);
    this.proxies = proxies.stream().map(NetMask::new).toList();
  }

  @Override
  public void invoke(Request request, Response response) throws IOException, ServletException {
    MimeHeaders headers = request.getCoyoteRequest().getMimeHeaders();
    List<String> said = new ArrayList<>(Collections.list(headers.values(HEADER)));
    headers.removeHeader(HEADER);
    headers.removeHeader(CHAIN);
    if (!proxies.isEmpty() && fromProxy(request.getPeerAddr())) {
      request.setAttribute(ATTRIBUTE, List.copyOf(said));
    }
    getNext().invoke(request, response);
  }

  private boolean fromProxy(String peer) {
    try {
      InetAddress address = InetAddress.ofLiteral(peer);
      return proxies.stream().anyMatch(proxy -> proxy.matches(address));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
