package org.zhengyan.web.holder;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;
import org.zhengyan.keys.ServiceProperties;

/** A page that says one thing, for a holder who cannot go on here: no link, no frame, no call. */
@Component
public class MessagePage {
  private final Assets assets;
  private final String origin;

  MessagePage(@Lazy Assets assets, ServiceProperties service) {
    this.assets = assets;
    this.origin = service.publicUrl().toString();
  }

  /** @param key of the page's texts: {@code KEY.title} and {@code KEY.text} */
  public void write(HttpServletRequest request, HttpServletResponse response, int status, String key)
      throws IOException {
    Texts texts = Texts.of(null, request.getHeader("Accept-Language"));
    HolderPageController.protect(response, origin, assets, "'none'", "'none'");
    send(response, status, new HolderPage(texts, assets, null).message(key + ".title", key + ".text"));
  }

  /** The way out of an app, at the very address that is to be opened outside; its script copies that. */
  public void outside(HttpServletRequest request, HttpServletResponse response) throws IOException {
    Texts texts = Texts.of(null, request.getHeader("Accept-Language"));
    HolderPageController.protect(response, origin, assets, origin + assets.script().path(), "'none'");
    send(response, HttpServletResponse.SC_OK, new HolderPage(texts, assets, null).outside());
  }

  private static void send(HttpServletResponse response, int status, String document) throws IOException {
    byte[] page = document.getBytes(StandardCharsets.UTF_8);
    response.setStatus(status);
    response.setContentType("text/html;charset=UTF-8");
    response.setContentLength(page.length);
    response.getOutputStream().write(page);
  }
}
