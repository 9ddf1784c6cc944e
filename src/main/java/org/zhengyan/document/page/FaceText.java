package org.zhengyan.document.page;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a face says.
 *
 * @param organ red, as the marks of organs are; else blue
 * @param fields in the official order, without code, authority and date
 * @param date of issue, or the period of validity
 * @param number of the certificate, in groups: what somebody types who cannot scan
 * @param checkUrl what the QR code opens
 * @param watermark across the page; null in production
 * @param footnote for whom and for what it was made; null for everybody
 */
public record FaceText(
    String title,
    boolean organ,
    String uscc,
    List<Field> fields,
    String authorityLabel,
    String authority,
    String date,
    String identifier,
    String number,
    String checkUrl,
    @Nullable String watermark,
    @Nullable String footnote) {

  /**
   * One field.
   *
   * @param half whether it may share its row with the next half one
   */
  public record Field(String label, String value, boolean half) {}

  public FaceText {
    fields = List.copyOf(fields);
  }
}
