package org.zhengyan.document;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a face says, by name, for machines: custom data of an OFD, entries of a PDF's information
 * dictionary.
 *
 * <p>Names are those of GB/T 36903 (ZZMC and so on), those that national query interfaces use for the
 * fields ({@code tyshxydm} and so on), and our own, which begin with ZHENGYAN. A field that a body does not have
 * is left out. Days are {@code yyyy-MM-dd}; several values of one field are joined with {@code ；}.
 */
public record FaceData(Map<String, String> entries) {
  /** GB/T 36903: name, type, number, identifier, authority, its code, day, holder, code, kind of code, period. */
  public static final String TITLE = "ZZMC";

  public static final String TYPE = "ZZLXDM";
  public static final String NUMBER = "ZZBH";
  public static final String IDENTIFIER = "ZZBS";
  public static final String AUTHORITY = "ZZBFJG";
  public static final String AUTHORITY_CODE = "ZZBFJGDM";
  public static final String ISSUED_ON = "ZZBFRQ";
  public static final String HOLDER = "CZZT";
  public static final String HOLDER_CODE = "CZZTDM";
  public static final String HOLDER_CODE_KIND = "CZZTDMLX";
  public static final String HOLDER_CODE_KIND_CODE = "CZZTDMLXDM";
  public static final String VALID_FROM = "ZZYXQQSRQ";
  public static final String VALID_TO = "ZZYXQJZRQ";

  /** The unified social credit code. */
  public static final String USCC = "tyshxydm";

  /** dev, sandbox or production. */
  public static final String ENVIRONMENT = "ZHENGYAN-ENVIRONMENT";

  /** Serial number of the electronic certificate, lower-case hex. */
  public static final String SERIAL = "ZHENGYAN-SERIAL";

  /** Version of the body in the registry, from which the face was made. */
  public static final String VERSION = "ZHENGYAN-VERSION";

  /** Operator's id and action, of a face that was made for one platform alone. */
  public static final String PLATFORM = "ZHENGYAN-PLATFORM";

  public static final String PURPOSE = "ZHENGYAN-PURPOSE";

  /** Of a face that a person of the body downloaded. */
  public static final String NONCE = "ZHENGYAN-NONCE";
  public static final String DOWNLOADED = "ZHENGYAN-DOWNLOADED";

  public FaceData {
    entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
  }

  public Optional<String> find(String name) {
    return Optional.ofNullable(entries.get(name));
  }
}
