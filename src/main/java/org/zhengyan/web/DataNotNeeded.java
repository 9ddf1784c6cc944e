package org.zhengyan.web;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;

/**
 * Finds bank, letter and representative data in a body that was refused anyway.
 *
 * <p>With an e-certificate a platform may not also ask for bank-account details, an official letter
 * or the legal representative's identity (Provisions on the Security of Internet Government
 * Applications, article 7), so nothing here has a member for them, and a body that carries one fails
 * as unknown. That failure is then explained by this class. It reads raw bytes, in one pass, and needs no
 * well-formed JSON: a body that is cut off or too deep is explained too. It looks at names only,
 * never at values, and it keeps nothing.
 *
 * <p>It does not find data that was put into a permitted member.
 */
final class DataNotNeeded {

  /** A kind of data, why nobody needs it here, and how its names look once they are squeezed. */
  private record Kind(String code, String reason, List<String> parts, List<String> whole) {}

  private static final String INSTEAD = " the e-certificate replaces it (article 7). Leave it out.";

  // Names are compared in lower case without separators, so that bankAccount, bank_account,
  // BANK-ACCOUNT and "bank account" are one. "parts" match anywhere in a name, "whole" match alone:
  // abbreviations are too short to be parts.
  private static final List<Kind> KINDS =
      List.of(
          new Kind(
              "bank-data",
              "Bank-account details are not needed:" + INSTEAD,
              List.of(
                  "bankaccount", "bankacct", "bankcard", "bankname", "bankcode", "bankbranch",
                  "banknumber", "bankinfo", "bankdetail", "bankstatement", "bankpermit",
                  "bankinglicence", "bankinglicense", "openingbank", "accountbank", "depositbank",
                  "accountopeningpermit", "accountopeninglicence", "accountopeninglicense",
                  "corporateaccount", "publicaccountnumber", "paymentaccount", "swiftcode",
                  "yinhangzhanghao", "yinhangzhanghu", "yinhangka", "yinhangmingcheng", "yinhanghanghao",
                  "kaihuyinhang", "kaihuhang", "kaihuxuke", "duigongzhanghu", "duigongzhanghao",
                  "银行账号", "银行账户", "银行帐号", "银行帐户", "银行卡", "银行名称", "开户行", "开户银行",
                  "开户许可", "对公账户", "对公帐户", "对公账号"),
              List.of("bank", "iban", "bic", "yhzh", "yhkh", "khh", "khyh", "khxkz", "dgzh", "yinhang", "银行")),
          new Kind(
              "letter-data",
              "An official letter is not needed:" + INSTEAD,
              List.of(
                  "officialletter", "authorizationletter", "authorisationletter",
                  "letterofauthorization", "letterofauthorisation", "applicationletter",
                  "introductionletter", "letterofintroduction", "confirmationletter",
                  "commitmentletter", "letterofcommitment", "stampedletter", "sealedletter",
                  "letterscan", "letterimage", "letterfile", "letterphoto", "powerofattorney",
                  "gonghan", "shouquanshu", "shouquanhan", "shenqinghan", "querenhan", "jieshaoxin",
                  "chengnuohan", "chengnuoshu", "weituoshu", "公函", "授权书", "授权函", "申请函",
                  "确认函", "介绍信", "承诺函", "承诺书", "委托书", "盖章文件"),
              List.of("letter", "letters", "sqs", "sqh", "jsx", "cns", "wts")),
          new Kind(
              "representative-data",
              "The identity of the legal representative or of another person is not needed:" + INSTEAD,
              List.of(
                  "legalrepresentative", "legalrep", "legalperson", "corporaterepresentative",
                  "representativename", "representativeid", "representativephone",
                  "representativemobile", "representativephoto", "identitycard", "identitynumber",
                  "identitydocument", "idcard", "idcardnumber", "idnumber", "idphoto", "idcopy",
                  "citizenid", "residentid", "nationalid", "personalid", "passportnumber",
                  "passportscan", "handheldphoto", "faceimage", "facephoto", "facevideo",
                  "facescan", "livenessvideo", "livenessphoto", "fadingdaibiaoren",
                  "farendaibiao", "farenxingming", "farenshenfen", "farenshouji", "shenfenzheng",
                  "shouchizhao", "renlian", "法定代表人", "法人代表", "法人姓名", "法人身份", "法人手机",
                  "身份证", "手持照", "人脸"),
              List.of("representative", "fddbr", "frdb", "frxm", "frsfz", "frsfzh", "sfz", "sfzh",
                  "sfzhm", "passport", "faren")));

  private static final int LONGEST_NAME = 64;
  private static final int MOST_FOUND = 8;

  /** A hostile body of 128 kB could hold ten times as many, and each costs a microsecond or two. */
  private static final int MOST_NAMES = 4_000;

  private DataNotNeeded() {}

  /** The refusal that explains the body, if it names such data. */
  static Optional<Refusal> find(byte[] json) {
    List<Refusal.MemberError> found = new ArrayList<>();
    JsonPath path = new JsonPath();
    int names = 0;
    for (int i = 0; i < json.length && found.size() < MOST_FOUND && names < MOST_NAMES; i++) {
      if (json[i] != '"') {
        path.punctuation(json[i]);
        continue;
      }
      int end = endOfString(json, i + 1);
      if (isName(json, end + 1)) {
        String name = name(json, i + 1, end);
        path.name(name == null ? "" : name);
        names++;
        Kind kind = name == null ? null : kindOf(name);
        if (kind != null) {
          found.add(new Refusal.MemberError(path.pointer(), kind.code(), kind.reason()));
        }
      }
      i = end;
    }
    return found.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Refusal.members(Problem.DATA_NOT_NEEDED, found.getFirst().detail(), found));
  }

  /** The same for the query of a request: {@code ?bankAccount=} is no better than a member. */
  static Optional<Refusal> findInQuery(String query) {
    for (String pair : query.split("&", 33)) {
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      Kind kind = name.length() > LONGEST_NAME ? null : kindOf(name);
      if (kind != null) {
        return Optional.of(Refusal.of(Problem.DATA_NOT_NEEDED, kind.reason()));
      }
    }
    return Optional.empty();
  }

  private static int endOfString(byte[] json, int from) {
    int i = from;
    while (i < json.length && json[i] != '"') {
      i += json[i] == '\\' ? 2 : 1;
    }
    return Math.min(i, json.length);
  }

  private static boolean isName(byte[] json, int from) {
    int i = from;
    while (i < json.length && (json[i] == ' ' || json[i] == '\t' || json[i] == '\n' || json[i] == '\r')) {
      i++;
    }
    return i < json.length && json[i] == ':';
  }

  /** The name as the caller wrote it, escapes resolved; null when it is longer than any of ours. */
  private static @Nullable String name(byte[] json, int from, int end) {
    if (end - from > LONGEST_NAME * 6) {
      return null;
    }
    String raw = new String(json, from, end - from, StandardCharsets.UTF_8);
    if (raw.indexOf('\\') < 0) {
      return raw.length() > LONGEST_NAME ? null : raw;
    }
    StringBuilder name = new StringBuilder();
    for (int i = 0; i < raw.length(); i++) {
      char c = raw.charAt(i);
      if (c == '\\' && i + 5 < raw.length() && raw.charAt(i + 1) == 'u') {
        try {
          name.append((char) Integer.parseInt(raw, i + 2, i + 6, 16));
        } catch (NumberFormatException e) {
          name.append('?');
        }
        i += 5;
      } else if (c != '\\') {
        name.append(c);
      }
    }
    return name.length() > LONGEST_NAME ? null : name.toString();
  }

  private static @Nullable Kind kindOf(String name) {
    String squeezed = squeeze(name);
    for (Kind kind : KINDS) {
      if (kind.whole().contains(squeezed) || kind.parts().stream().anyMatch(squeezed::contains)) {
        return kind;
      }
    }
    return null;
  }

  /** Full-width and accented letters become plain ones, and only letters stay. */
  private static String squeeze(String name) {
    String plain = Normalizer.normalize(name, Normalizer.Form.NFKD).toLowerCase(Locale.ROOT);
    StringBuilder letters = new StringBuilder(plain.length());
    plain.codePoints().filter(Character::isLetter).forEach(letters::appendCodePoint);
    return letters.toString();
  }
}
