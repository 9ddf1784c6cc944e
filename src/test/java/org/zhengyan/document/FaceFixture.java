package org.zhengyan.document;

import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.document.font.FontShelf;
import org.zhengyan.keys.KeyVault;
import org.zhengyan.keys.ServiceEnvironment;
import org.zhengyan.principal.Division;
import org.zhengyan.registry.Institution;
import org.zhengyan.registry.InstitutionKind;
import org.zhengyan.registry.InstitutionStatus;
import org.zhengyan.registry.Uscc;
import org.zhengyan.timestamp.TimeStamps;

/** Faces of synthetic bodies, and what makes documents of them. */
public final class FaceFixture {
  public static final Instant NOW = Instant.parse("2026-11-22T08:00:00Z");
  public static final FontShelf FONTS = new FontShelf();
  public static final KeyVault KEYS =
      KeyVault.ofDirectory(Path.of("keys-dev"), "zhengyan-dev".toCharArray());

  private FaceFixture() {}

  static FaceMaker maker() {
    return new FaceMaker(
        FONTS,
        KEYS,
        TimeStamps.authority(KEYS, Duration.ZERO),
        new DocumentProperties("11100000000013338W011", "11100000000013338W012", "机关事业单位电子证书签发专用章"),
        ServiceEnvironment.DEV,
        Clock.systemUTC());
  }

  static Face organ(ServiceEnvironment environment, @Nullable Download use, String... names) {
    Institution body =
        new Institution(
            new Uscc("11320100990000017W"),
            3,
            InstitutionKind.ORGAN,
            List.of(names),
            List.of(),
            new Division("320100"),
            "南京市示例区示例路1号",
            "演示人员1",
            "中国共产党南京市委员会机构编制委员会办公室",
            new Uscc("11320100990000025P"),
            "机关",
            LocalDate.of(2016, 1, 1),
            InstitutionStatus.NORMAL,
            null,
            null,
            null,
            null,
            null,
            List.of());
    return face(body, environment, List.of(), use);
  }

  static Face institution(ServiceEnvironment environment, String purpose, String... names) {
    Institution body =
        new Institution(
            new Uscc("12320100990000033F"),
            1,
            InstitutionKind.PUBLIC_INSTITUTION,
            List.of(names),
            List.of(),
            new Division("320100"),
            "南京市示例区示例路23号",
            "演示人员23",
            "示例事业单位登记管理局",
            new Uscc("11320100990000025P"),
            null,
            LocalDate.of(2024, 11, 1),
            InstitutionStatus.NORMAL,
            LocalDate.of(2024, 11, 1),
            LocalDate.of(2029, 10, 31),
            purpose,
            "财政补助",
            "100万元",
            List.of(new Uscc("11320100990000017W")));
    return face(body, environment, List.of("南京市示例教育局", "南京市示例卫生健康委员会"), null);
  }

  private static Face face(
      Institution body,
      ServiceEnvironment environment,
      List<String> sponsors,
      @Nullable Download use) {
    SerialNumber serial = new SerialNumber(BigInteger.ONE.shiftLeft(126).add(BigInteger.valueOf(77)));
    var identifier =
        new LicenceIdentifier("11100000000013338W011", "11320100990000025P", "202600000042", 1);
    return new Face(
        body,
        serial,
        identifier,
        environment,
        "http://localhost:8080/check/certificate?number=" + body.uscc().value(),
        sponsors,
        use);
  }

  static Institution version(Institution body, int version) {
    return new Institution(
        body.uscc(),
        version,
        body.kind(),
        body.names(),
        body.abbreviations(),
        body.division(),
        body.address(),
        body.head(),
        body.authority(),
        body.authorityUscc(),
        body.nature(),
        body.issuedOn(),
        body.status(),
        body.validFrom(),
        body.validTo(),
        body.purpose(),
        body.funding(),
        body.capital(),
        body.sponsors());
  }
}
