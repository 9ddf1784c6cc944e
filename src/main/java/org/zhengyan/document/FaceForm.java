package org.zhengyan.document;

import java.util.Optional;
import org.springframework.http.MediaType;

/** In what a face is written. */
public enum FaceForm {
  OFD("ofd", MediaType.parseMediaType("application/ofd")),
  PDF("pdf", MediaType.APPLICATION_PDF);

  private final String wire;
  private final MediaType mediaType;

  FaceForm(String wire, MediaType mediaType) {
    this.wire = wire;
    this.mediaType = mediaType;
  }

  /** The name in the API, and of a file after its dot. */
  public String extension() {
    return wire;
  }

  public MediaType mediaType() {
    return mediaType;
  }

  public static Optional<FaceForm> ofWire(String wire) {
    for (FaceForm form : values()) {
      if (form.wire.equals(wire)) {
        return Optional.of(form);
      }
    }
    return Optional.empty();
  }
}
