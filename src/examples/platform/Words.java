import java.util.Map;

/** What a code of the service means for whoever filled in the form: what happened, and what to do now. */
final class Words {
  private static final Map<String, String> REASONS =
      Map.ofEntries(
          Map.entry("holderRefused", "单位的办事人点了“拒绝”。请先与单位核对这次申请。"),
          Map.entry("nameMismatch", "单位名称与登记的不一致。请按证书上的名称填写，再发起一次。"),
          Map.entry("usccMismatch", "出示的证书属于另一个单位。请核对统一社会信用代码。"),
          Map.entry("institutionUnknown", "登记库里没有这个单位。请核对统一社会信用代码。"),
          Map.entry("institutionInactive", "这个单位的登记状态不正常（例如已冻结、已注销）。请单位联系登记管理机关。"),
          Map.entry("certificateExpired", "证书已到期。请单位向机构编制管理部门申请新证书。"),
          Map.entry("certificateNotYetValid", "证书还没有到生效的日子。"),
          Map.entry("certificateRevoked", "证书已被吊销。请单位换用有效的证书。"),
          Map.entry("certificateSuspended", "证书已被冻结。请单位联系发证部门解除冻结。"),
          Map.entry("certificateSuperseded", "单位信息变更后这张证书已停用。请换用新证书。"),
          Map.entry("certificateUntrusted", "这张证书不是机构编制管理部门发放的。"),
          Map.entry("certificateMalformed", "证书的格式不对。"),
          Map.entry("certificateUsage", "这张证书不能用于签名。"),
          Map.entry("signatureInvalid", "签名没有通过验证。请重新发起。"),
          Map.entry("suiteNotAccepted", "本平台不接受这种算法的证书。"),
          Map.entry("statusUnknown", "查不到证书的状态，因此不能通过。请稍后再试。"),
          Map.entry("statusStale", "证书状态不够新，因此不能通过。请稍后再试。"),
          Map.entry("regionNotEnabled", "单位所在地区还没有启用电子证书。"),
          Map.entry("assuranceTooLow", "证明的强度不够。"),
          Map.entry("holderNotPermitted", "这位办事人的授权不含这项业务。请由单位的其他人员办理。"),
          Map.entry("departmentUnknown", "单位没有登记这个内设部门。请核对部门名称。"),
          Map.entry("attemptsExhausted", "试错的次数太多，这次核验已结束。请重新发起。"),
          Map.entry("sealInvalid", "文件的印章不是真的。请上传单位自己下载的原件。"),
          Map.entry("documentMalformed", "这不是电子证照文件。请上传下载的 OFD 或 PDF 原件。"),
          Map.entry("documentUnsigned", "文件没有签章。请上传下载的原件，不要另存或打印后扫描。"),
          Map.entry("documentAltered", "文件在签章后被改动过。请重新下载。"),
          Map.entry("documentOutdated", "单位的登记已变更，这是旧的证照。请重新下载。"),
          Map.entry("documentVoided", "这份证照已被收回。请由单位的现任人员重新下载。"),
          Map.entry("timestampInvalid", "文件的时间戳无效。请重新下载。"),
          Map.entry("nameNotApproved", "网上名称没有经过审核。"),
          Map.entry("identifierCounterfeit", "这个标识已被认定为仿冒。"));

  private static final Map<String, String> FIELDS =
      Map.of(
          "/claimed/name", "请按证书上的名称填写，不超过 200 个字。",
          "/claimed/uscc", "不是有效的统一社会信用代码。请对照证书核对 18 位。",
          "/action/subject", "请填写名称，不超过 200 个字，不含不可见的字符。",
          "/action/identifier", "请填写标识，不超过 200 个字，不含空格和不可见的字符。",
          "/action/digest", "应为签名证书的 SHA-256 指纹，64 位十六进制。");

  private static final Map<String, String> EVENTS =
      Map.ofEntries(
          Map.entry("verification.completed", "核验已结束"),
          Map.entry("certificate.revoked", "证书已吊销"),
          Map.entry("certificate.suspended", "证书已冻结"),
          Map.entry("certificate.released", "证书已解除冻结"),
          Map.entry("certificate.renewed", "证书已续期，旧证书仍有效至到期"),
          Map.entry("institution.changed", "单位登记信息有变更"),
          Map.entry("institution.frozen", "单位登记已冻结"),
          Map.entry("institution.cancelled", "单位已注销"),
          Map.entry("binding.repudiated", "单位声明这不是它开设的"),
          Map.entry("binding.ended", "绑定已结束"),
          Map.entry("endpoint.verification", "接收地址的确认"),
          Map.entry("test", "测试事件"));

  private Words() {}

  /** A reason that is not in the list means what the verdict says: no. */
  static String reason(String code) {
    return REASONS.getOrDefault(code, "没有通过核验。");
  }

  static String field(String pointer) {
    return FIELDS.getOrDefault(pointer, "这一项不符合要求，请改正。");
  }

  static String event(String kind) {
    return EVENTS.getOrDefault(kind, "其他事件");
  }

  /** Of a call that the service refused. */
  static String problem(int status) {
    return switch (status) {
      case 429 -> "申请太频繁。请过一分钟再试。";
      case 503 -> "核验服务暂时不能作出判断。请过一会儿再试，您填写的内容还在。";
      default -> "核验服务没有接受这次申请。请联系本平台的客服，并告知下面的代码。";
    };
  }

  /** 2-6-9-1, as it can be read aloud. */
  static String grouped(String uscc) {
    return uscc.length() != 18
        ? uscc
        : uscc.substring(0, 2) + " " + uscc.substring(2, 8) + " " + uscc.substring(8, 17) + " " + uscc.substring(17);
  }
}
