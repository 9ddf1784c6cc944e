package org.zhengyan.document;

import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.document.page.FaceText;
import org.zhengyan.keys.ServiceEnvironment;
import org.zhengyan.registry.Institution;
import org.zhengyan.registry.InstitutionKind;
import org.zhengyan.registry.Uscc;

/**
 * What one face says: the version of a body in force, under the serial number of its certificate.
 *
 * @param checkUrl the public page that the QR code opens
 * @param sponsors names of the sponsors, where the registry has them, else their codes
 * @param download that it carries; null for an authority's own look
 */
record Face(
    Institution body,
    SerialNumber serial,
    LicenceIdentifier identifier,
    ServiceEnvironment environment,
    String checkUrl,
    List<String> sponsors,
    @Nullable Download download) {
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("uuuu年M月d日", Locale.CHINA);
  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("uuuu年M月d日HH时mm分", Locale.CHINA)
          .withZone(ZoneId.of("Asia/Shanghai"));

  private boolean organ() {
    return body.kind() == InstitutionKind.ORGAN;
  }

  String title() {
    return organ() ? "统一社会信用代码证书" : "事业单位法人证书";
  }

  /** For people, in the order of the paper certificate. */
  FaceText text() {
    List<FaceText.Field> fields = new ArrayList<>();
    String[] ordinals = {"第一名称", "第二名称", "第三名称"};
    List<String> names = body.names();
    for (int i = 0; i < Math.min(names.size(), ordinals.length); i++) {
      fields.add(field(names.size() == 1 ? "名称" : ordinals[i], names.get(i)));
    }
    if (names.size() > ordinals.length) {
      fields.add(field("其他名称", joined(names.subList(ordinals.length, names.size()))));
    }
    if (organ()) {
      fields.add(field("机构性质", body.nature()));
      fields.add(field("机构地址", body.address()));
      fields.add(field("负责人", body.head()));
    } else {
      fields.add(field("宗旨和业务范围", body.purpose()));
      fields.add(field("住所", body.address()));
      fields.add(new FaceText.Field("法定代表人", body.head(), true));
      fields.add(new FaceText.Field("经费来源", given(body.funding()), true));
      fields.add(field("开办资金", body.capital()));
      fields.add(field("举办单位", joined(sponsors)));
    }
    return new FaceText(
        title(),
        organ(),
        body.uscc().value(),
        fields,
        organ() ? "赋码机关" : "登记管理机关",
        body.authority(),
        date(),
        identifier.toString(),
        serial.hex().replaceAll("(.{4})(?=.)", "$1 "),
        checkUrl,
        switch (environment) {
          case DEV -> "开发环境·无效";
          case SANDBOX -> "沙箱测试·无效";
          case PRODUCTION -> null;
        },
        footnote());
  }

  private String date() {
    LocalDate from = body.validFrom();
    LocalDate to = body.validTo();
    return from == null || to == null
        ? DAY.format(body.issuedOn())
        : "有效期 " + DAY.format(from) + "至" + DAY.format(to);
  }

  private @Nullable String footnote() {
    Download.Named named = download == null ? null : download.named();
    if (download == null || named == null) {
      return null;
    }
    return "仅供"
        + named.platformName()
        + "用于"
        + named.purposeName()
        + "，有效至"
        + MINUTE.format(download.downloadedAt().plus(Download.LIFE))
        + "；他用无效";
  }

  /** For machines. */
  FaceData data() {
    Map<String, String> data = new LinkedHashMap<>();
    data.put(FaceData.TITLE, title());
    data.put(FaceData.TYPE, identifier.type());
    data.put(FaceData.NUMBER, identifier.serial());
    data.put(FaceData.IDENTIFIER, identifier.toString());
    data.put(FaceData.AUTHORITY, body.authority());
    Uscc authority = body.authorityUscc();
    put(data, FaceData.AUTHORITY_CODE, authority == null ? null : authority.value());
    put(data, FaceData.ISSUED_ON, body.issuedOn());
    data.put(FaceData.HOLDER, body.firstName());
    data.put(FaceData.HOLDER_CODE, body.uscc().value());
    data.put(FaceData.HOLDER_CODE_KIND, "统一社会信用代码");
    data.put(FaceData.HOLDER_CODE_KIND_CODE, "001");
    put(data, FaceData.VALID_FROM, body.validFrom());
    put(data, FaceData.VALID_TO, body.validTo());
    data.put(FaceData.USCC, body.uscc().value());
    String[] keys = {"onemc", "twomc", "threemc"};
    List<String> names = body.names();
    for (int i = 0; i < Math.min(names.size(), keys.length); i++) {
      data.put(keys[i], names.get(i));
    }
    put(data, "qtmc", names.size() > 3 ? joined(names.subList(3, names.size())) : null);
    data.put("fzr", body.head());
    data.put(organ() ? "jgdz" : "zs", body.address());
    data.put(organ() ? "fmjg" : "djgljg", body.authority());
    put(data, "bfrq", body.issuedOn());
    if (organ()) {
      put(data, "jgxz", body.nature());
    } else {
      put(data, "zzhywfw", body.purpose());
      put(data, "jfly", body.funding());
      put(data, "kbzj", body.capital());
      put(data, "jbdw", sponsors.isEmpty() ? null : joined(sponsors));
      put(data, "yxqx_s", body.validFrom());
      put(data, "yxqx_z", body.validTo());
    }
    data.put(FaceData.ENVIRONMENT, environment.name().toLowerCase(Locale.ROOT));
    data.put(FaceData.SERIAL, serial.hex());
    data.put(FaceData.VERSION, Integer.toString(body.version()));
    if (download != null) {
      Download.Named named = download.named();
      put(data, FaceData.PLATFORM, named == null ? null : named.platform());
      put(data, FaceData.PURPOSE, named == null ? null : named.purpose());
      data.put(FaceData.NONCE, download.nonce());
      data.put(FaceData.DOWNLOADED, download.downloadedAt().toString());
    }
    return new FaceData(data);
  }

  private static void put(Map<String, String> data, String name, @Nullable Object value) {
    if (value != null) {
      data.put(name, value.toString());
    }
  }

  private static FaceText.Field field(String label, @Nullable String value) {
    return new FaceText.Field(label, given(value), false);
  }

  private static String given(@Nullable String value) {
    return value == null || value.isBlank() ? "—" : value;
  }

  private static String joined(List<String> values) {
    return values.stream().collect(Collectors.joining("；"));
  }
}
