package org.zhengyan.registry;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.zhengyan.principal.Division;

/**
 * The bodies of {@link DevSeed}: real places, synthetic bodies and people.
 *
 * <p>Every place gets the same set of organs and public institutions, so that the same short name
 * stands in two counties, with bracketed second names, {@code （市）}, autonomous prefectures, rare
 * characters, codes that begin {@code MB} or end their organisation code with {@code X}, sponsors, and
 * histories: renamed, merged, split, reissued, frozen, revoked, lapsed. Organisation codes begin 99 or
 * MB9 and count up.
 */
final class DevBodies {
  private static final List<Place> PLACES =
      List.of(
          new Place("110000", "北京市", "厅"),
          new Place("110101", "北京市东城区", "局"),
          new Place("320000", "江苏省", "厅"),
          new Place("320100", "南京市", "局"),
          new Place("320102", "南京市玄武区", "局"),
          new Place("320106", "南京市鼓楼区", "局"),
          new Place("320300", "徐州市", "局"),
          new Place("320302", "徐州市鼓楼区", "局"),
          new Place("440000", "广东省", "厅"),
          new Place("440100", "广州市", "局"),
          new Place("440104", "广州市越秀区", "局"),
          new Place("513200", "阿坝藏族羌族自治州", "局"),
          new Place("513201", "马尔康市", "局"),
          new Place("650000", "新疆维吾尔自治区", "厅"),
          new Place("654000", "伊犁哈萨克自治州", "局"),
          new Place("654002", "伊宁市", "局"));

  /** Place and, where {@code &} stands, the bureau's type word; after {@code |} the second name. */
  private static final List<String> ORGANS =
      List.of(
          "中国共产党%s委员会",
          "%s人民代表大会常务委员会",
          "%s人民政府",
          "中国人民政治协商会议%s委员会",
          "%s监察委员会",
          "%s人民法院",
          "%s人民检察院",
          "%s公安&",
          "%s民政&",
          "%s卫生健康委员会|%s中医药管理&",
          "%s档案&（%s国家保密&）",
          "%s县（市）志编纂委员会办公室");

  private static final List<String> MASS_ORGANISATIONS =
      List.of("中国共产主义青年团%s委员会", "%s妇女联合会");

  private static final List<String> INSTITUTIONS =
      List.of(
          "%s图书馆",
          "%s博物馆|%s文物保护研究所",
          "%s第一中学",
          "%s第一〇一中学",
          "中国共产党%s委员会党校（%s行政学院）|%s行政学院",
          "%s疾病预防控制中心|%s卫生监督所",
          "%s人民医院|%s红十字医院|%s急救中心|%s老年病医院",
          "%s政务服务中心",
          "%s\uD842\uDFB7庄水库管理所",
          "%s䶮山林场",
          "%s“双拥”服务中心");

  private record Place(String division, String name, String bureau) {}

  private final LocalDate today;
  private final List<InstitutionStore.Newest> versions = new ArrayList<>();
  private final Map<String, Uscc> offices = new HashMap<>();
  private int count;

  /**
   * @param today the day that all dates count from
   */
  DevBodies(LocalDate today) {
    this.today = today;
  }

  /** Every version of every body, a body's versions in their order. */
  List<InstitutionStore.Newest> versions() {
    national();
    for (Place place : PLACES) {
      place(place);
    }
    nanjing();
    return List.copyOf(versions);
  }

  private void national() {
    Place country = new Place("100000", "国家", "局");
    office(country, "国家示例机构编制委员会办公室");
    add(organ(DevSeed.NATIONAL_ORGAN, country, "国家示例事务局", "国家示例事务委员会办公室"));
    List<Uscc> sponsor = List.of(DevSeed.NATIONAL_ORGAN);
    add(institution(DevSeed.NATIONAL_INSTITUTION, country, sponsor, "国家示例数据中心"));
  }

  private void place(Place place) {
    office(place, "中国共产党" + place.name() + "委员会机构编制委员会办公室");
    Uscc education =
        place.division().equals("320100") ? DevSeed.NANJING_ORGAN : next("11", place.division());
    String name = place.name();
    add(
        organ(education, place, name + "教育" + place.bureau(), name + "人民政府教育督导委员会办公室"),
        List.of(name + "教育" + place.bureau()));
    Uscc health = education;
    for (String template : ORGANS) {
      Uscc uscc = next("11", place.division());
      add(organ(uscc, place, names(template, place)));
      health = template.contains("卫生") ? uscc : health;
    }
    renamedOrgan(place);
    for (String template : MASS_ORGANISATIONS) {
      add(organ(next("13", place.division()), place, names(template, place)));
    }
    for (String template : INSTITUTIONS) {
      Uscc uscc = next("12", place.division());
      List<Uscc> sponsors =
          template.contains("疾病") ? List.of(health, education) : List.of(education);
      Institution body = institution(uscc, place, sponsors, names(template, place));
      if (template.contains("博物馆")) {
        reissued(body);
      } else {
        add(body, template.contains("第一中学") ? List.of("第一中学") : List.of());
      }
    }
  }

  /** Every place's culture bureau, which has had its present name since 2019. */
  private void renamedOrgan(Place place) {
    Uscc uscc = next("11", place.division());
    Institution before = organ(uscc, place, place.name() + "文化广电新闻出版" + place.bureau());
    history(
        before,
        LocalDate.of(2019, 1, 1),
        organ(uscc, place, place.name() + "文化和旅游" + place.bureau()));
  }

  /** A certificate that ran out after five years and was replaced by one for five more. */
  private void reissued(Institution body) {
    LocalDate again = Objects.requireNonNull(body.validFrom());
    Institution before = valid(body, again.minusYears(5), again.minusDays(1));
    history(before, again, body);
  }

  /** The bodies with a name of their own, and every end that a body can come to. */
  private void nanjing() {
    Place nanjing = new Place("320100", "南京市", "局");
    List<Uscc> education = List.of(DevSeed.NANJING_ORGAN);
    String[] school = {"南京市示例中学", "南京市示例外国语学校"};
    add(institution(DevSeed.NANJING_INSTITUTION, nanjing, education, school));
    add(
        institution(
            DevSeed.XUANWU_RARE,
            new Place("320102", "南京市玄武区", "局"),
            education,
            "南京市玄武区\uD842\uDFB7庄小学"));
    Institution lapsed = institution(DevSeed.NANJING_LAPSED, nanjing, education, "南京市示例体育馆");
    add(valid(lapsed, today.minusYears(5).minusDays(30), today.minusDays(30)));
    ended(DevSeed.NANJING_FROZEN, "南京市示例招待所", InstitutionStatus.FROZEN);
    ended(DevSeed.NANJING_REVOKED, "南京市示例培训学校", InstitutionStatus.REVOKED);
    history(
        institution(DevSeed.NANJING_RENAMED, nanjing, education, "南京市示例群众艺术馆"),
        today.minusMonths(6),
        institution(DevSeed.NANJING_RENAMED, nanjing, education, "南京市示例文化馆"));
    // Merged: the theatre went into the concert hall, which took its name as a second one.
    ended(DevSeed.NANJING_CANCELLED, "南京市示例剧场", InstitutionStatus.CANCELLED);
    Uscc hall = next("12", "320100");
    history(
        institution(hall, nanjing, education, "南京市示例音乐厅"),
        today.minusMonths(3),
        institution(hall, nanjing, education, "南京市示例音乐厅", "南京市示例剧场"));
    // Split: one institute was cancelled, and two came out of it.
    ended(next("12", "320100"), "南京市食品药品示例检验所", InstitutionStatus.CANCELLED);
    add(institution(next("12", "320100"), nanjing, education, "南京市食品示例检验所"));
    add(institution(next("12", "320100"), nanjing, education, "南京市药品示例检验所"));
    Institution merged = organ(DevSeed.NANJING_REVOKED_ORGAN, nanjing, "南京市人口和计划生育委员会");
    history(merged, LocalDate.of(2019, 1, 1), status(merged, InstitutionStatus.REVOKED));
  }

  private void ended(Uscc uscc, String name, InstitutionStatus status) {
    Institution body =
        institution(
            uscc, new Place("320100", "南京市", "局"), List.of(DevSeed.NANJING_ORGAN), name);
    history(body, today.minusMonths(3), status(body, status));
  }

  private void office(Place place, String name) {
    Uscc uscc = next("11", place.division());
    offices.put(place.division(), uscc);
    add(organ(uscc, place, name));
  }

  private static String[] names(String template, Place place) {
    return template
        .replace("%s", place.name())
        .replace("&", place.bureau())
        .split("\\|");
  }

  private Institution organ(Uscc uscc, Place place, String... names) {
    return body(uscc, place, List.of(), "机关", List.of(names));
  }

  private Institution institution(Uscc uscc, Place place, List<Uscc> sponsors, String... names) {
    return body(uscc, place, sponsors, null, List.of(names));
  }

  private Institution body(
      Uscc uscc, Place place, List<Uscc> sponsors, @Nullable String nature, List<String> names) {
    boolean organ = uscc.kind() == InstitutionKind.ORGAN;
    LocalDate from = organ ? LocalDate.of(2016, 1, 1) : today.minusYears(2).withDayOfMonth(1);
    int number = versions.size() + 1;
    return new Institution(
        uscc,
        1,
        uscc.kind(),
        names,
        List.of(),
        new Division(place.division()),
        place.name() + "示例路" + number + "号",
        "演示人员" + number,
        organ ? "示例机构编制管理部门" : "示例事业单位登记管理局",
        offices.get(place.division()),
        nature,
        from,
        InstitutionStatus.NORMAL,
        organ ? null : from,
        organ ? null : from.plusYears(5),
        organ ? null : "演示用",
        organ ? null : "财政补助",
        organ ? null : "100万元",
        sponsors);
  }

  private void add(Institution body) {
    versions.add(new InstitutionStore.Newest(body, body.issuedOn()));
  }

  private void add(Institution body, List<String> abbreviations) {
    add(with(body, body.version(), body.status(), abbreviations, body.validFrom(), body.validTo()));
  }

  /** Two versions, the second from that day on. */
  private void history(Institution before, LocalDate day, Institution after) {
    add(before);
    versions.add(
        new InstitutionStore.Newest(
            with(after, 2, after.status(), List.of(), after.validFrom(), after.validTo()), day));
  }

  private static Institution status(Institution body, InstitutionStatus status) {
    return with(body, body.version(), status, List.of(), body.validFrom(), body.validTo());
  }

  private static Institution valid(Institution body, LocalDate from, LocalDate to) {
    return with(body, body.version(), body.status(), List.of(), from, to);
  }

  private static Institution with(
      Institution body,
      int version,
      InstitutionStatus status,
      List<String> abbreviations,
      @Nullable LocalDate from,
      @Nullable LocalDate to) {
    return new Institution(
        body.uscc(),
        version,
        body.kind(),
        body.names(),
        abbreviations,
        body.division(),
        body.address(),
        body.head(),
        body.authority(),
        body.authorityUscc(),
        body.nature(),
        from == null ? body.issuedOn() : from,
        status,
        from,
        to,
        body.purpose(),
        body.funding(),
        body.capital(),
        body.sponsors());
  }

  private Uscc next(String category, String division) {
    count++;
    String eight = count % 5 == 0 ? "MB91%04d".formatted(count) : "99%06d".formatted(count);
    String seventeen = category + division + eight + Uscc.organisationCheck(eight);
    return new Uscc(seventeen + Uscc.check(seventeen));
  }
}
