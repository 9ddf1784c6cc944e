package org.zhengyan.registry.imports;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The columns of a file, by their heading in Chinese or by the API's name of the member. */
enum Column {
  USCC("uscc", "统一社会信用代码"),
  KIND("kind", "类型"),
  NAMES("names", "名称"),
  ABBREVIATIONS("abbreviations", "简称"),
  DIVISION("division", "行政区划代码"),
  ADDRESS("address", "地址"),
  HEAD("head", "负责人"),
  AUTHORITY("authority", "登记机关"),
  AUTHORITY_USCC("authorityUscc", "登记机关代码"),
  NATURE("nature", "机构性质"),
  ISSUED_ON("issuedOn", "发证日期"),
  STATUS("status", "状态"),
  VALID_FROM("validFrom", "有效期自"),
  VALID_TO("validTo", "有效期至"),
  PURPOSE("purpose", "宗旨和业务范围"),
  FUNDING("funding", "经费来源"),
  CAPITAL("capital", "开办资金"),
  SPONSORS("sponsors", "举办单位代码");

  private final String member;
  private final String heading;

  Column(String member, String heading) {
    this.member = member;
    this.heading = heading;
  }

  String heading() {
    return heading;
  }

  static Optional<Column> of(String cell) {
    String text = cell.strip();
    return Arrays.stream(values())
        .filter(c -> c.heading.equals(text) || c.member.toLowerCase(Locale.ROOT).equals(text.toLowerCase(Locale.ROOT)))
        .findFirst();
  }

  /** The column that a JSON pointer of a complaint is about. */
  static Optional<Column> ofPointer(String pointer) {
    String member = pointer.substring(1).split("/", 2)[0];
    return Arrays.stream(values()).filter(c -> c.member.equals(member)).findFirst();
  }
}
