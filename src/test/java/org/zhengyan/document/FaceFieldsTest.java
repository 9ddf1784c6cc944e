package org.zhengyan.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.zhengyan.keys.ServiceEnvironment;

/** Every field of the two certificates, for people and for machines, and the way to the public check. */
class FaceFieldsTest {
  private static final String IDENTIFIER = "1.2.156.3005.2.11100000000013338W011.11320100990000025P.202600000042.001.";

  private static FacePaper organ(FaceForm form) {
    String[] names = {"南京市示例局", "南京市示例办公室", "南京市示例委员会", "南京市示例中心", "南京市示例站"};
    return paper(FaceFixture.organ(ServiceEnvironment.DEV, null, names), form);
  }

  private static FacePaper institution(FaceForm form) {
    return paper(FaceFixture.institution(ServiceEnvironment.DEV, "实施小学教育。", "南京市示例小学"), form);
  }

  private static FacePaper paper(Face face, FaceForm form) {
    return new FacePaper(FaceFixture.maker().make(face, form), form);
  }

  @ParameterizedTest
  @EnumSource(FaceForm.class)
  void ofAnOrgan(FaceForm form) throws Exception {
    FacePaper paper = organ(form);
    assertThat(paper.text())
        .contains("统一社会信用代码证书", "统一社会信用代码11320100990000017W")
        .contains("第一名称", "南京市示例局", "第二名称", "南京市示例办公室", "第三名称", "南京市示例委员会")
        .contains("其他名称", "南京市示例中心；南京市示例站")
        .contains("机构性质", "机关", "机构地址", "南京市示例区示例路1号", "负责人", "演示人员1")
        .contains("赋码机关", "中国共产党南京市委员会机构编制委员会办公室", "2016年1月1日")
        .contains("证书编号4000000000000000000000000000004d", "电子证照标识" + IDENTIFIER)
        .doesNotContain("法定代表人", "宗旨和业务范围", "有效期");
    assertThat(paper.data())
        .containsAllEntriesOf(
            Map.ofEntries(
                Map.entry("ZZMC", "统一社会信用代码证书"),
                Map.entry("ZZBFJG", "中国共产党南京市委员会机构编制委员会办公室"),
                Map.entry("ZZBFRQ", "2016-01-01"),
                Map.entry("CZZT", "南京市示例局"),
                Map.entry("CZZTDM", "11320100990000017W"),
                Map.entry("onemc", "南京市示例局"),
                Map.entry("twomc", "南京市示例办公室"),
                Map.entry("threemc", "南京市示例委员会"),
                Map.entry("qtmc", "南京市示例中心；南京市示例站"),
                Map.entry("jgxz", "机关"),
                Map.entry("jgdz", "南京市示例区示例路1号"),
                Map.entry("fzr", "演示人员1"),
                Map.entry("fmjg", "中国共产党南京市委员会机构编制委员会办公室"),
                Map.entry("bfrq", "2016-01-01")))
        .doesNotContainKeys("zs", "zzhywfw", "jfly", "kbzj", "jbdw", "djgljg", "yxqx_s", "yxqx_z", "ZZYXQJZRQ");
  }

  @ParameterizedTest
  @EnumSource(FaceForm.class)
  void ofAPublicInstitution(FaceForm form) throws Exception {
    FacePaper paper = institution(form);
    assertThat(paper.text())
        .contains("事业单位法人证书", "统一社会信用代码12320100990000033F", "名称", "南京市示例小学")
        .contains("宗旨和业务范围", "实施小学教育。", "住所", "南京市示例区示例路23号", "法定代表人", "演示人员23")
        .contains("经费来源", "财政补助", "开办资金", "100万元")
        .contains("举办单位", "南京市示例教育局；南京市示例卫生健康委员会")
        .contains("登记管理机关", "示例事业单位登记管理局", "有效期2024年11月1日至2029年10月31日")
        .doesNotContain("第一名称", "赋码机关", "机构性质");
    Map<String, String> data = new HashMap<>(paper.data());
    assertThat(data)
        .as("GB/T 36903, all of it")
        .containsAllEntriesOf(
            Map.ofEntries(
                Map.entry("ZZMC", "事业单位法人证书"),
                Map.entry("ZZLXDM", "11100000000013338W011"),
                Map.entry("ZZBH", "202600000042"),
                Map.entry("ZZBFJG", "示例事业单位登记管理局"),
                Map.entry("ZZBFJGDM", "11320100990000025P"),
                Map.entry("ZZBFRQ", "2024-11-01"),
                Map.entry("CZZT", "南京市示例小学"),
                Map.entry("CZZTDM", "12320100990000033F"),
                Map.entry("CZZTDMLX", "统一社会信用代码"),
                Map.entry("CZZTDMLXDM", "001"),
                Map.entry("ZZYXQQSRQ", "2024-11-01"),
                Map.entry("ZZYXQJZRQ", "2029-10-31")));
    assertThat(data.get("ZZBS")).startsWith(IDENTIFIER);
    assertThat(data)
        .containsAllEntriesOf(
            Map.of(
                "onemc", "南京市示例小学",
                "zzhywfw", "实施小学教育。",
                "zs", "南京市示例区示例路23号",
                "fzr", "演示人员23",
                "jfly", "财政补助",
                "kbzj", "100万元",
                "jbdw", "南京市示例教育局；南京市示例卫生健康委员会",
                "djgljg", "示例事业单位登记管理局",
                "yxqx_s", "2024-11-01",
                "yxqx_z", "2029-10-31"))
        .doesNotContainKeys("jgxz", "jgdz", "fmjg", "twomc", "qtmc");
  }

  @ParameterizedTest
  @EnumSource(FaceForm.class)
  void theQrCodeLeadsToThePublicCheck(FaceForm form) throws Exception {
    assertThat(organ(form).qr()).isEqualTo("http://localhost:8080/check/certificate?number=11320100990000017W");
    assertThat(institution(form).qr()).isEqualTo("http://localhost:8080/check/certificate?number=12320100990000033F");
  }
}
