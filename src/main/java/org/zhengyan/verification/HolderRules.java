package org.zhengyan.verification;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.zhengyan.certificate.SerialNumber;

/**
 * What a body laid down for those who hold its certificates and show its documents: asked once a key of the
 * body has signed, and of a document once it was found to be downloaded for the platform. Kept above, where a
 * body's people are.
 */
public interface HolderRules {

  /**
   * One rule that applies to this person and this verification.
   *
   * @param check its name in the verdict
   * @param detail what is wrong, for a rule that is broken
   */
  record Finding(String check, boolean kept, Reason reason, String detail) {}

  /**
   * The rules that apply; none for most.
   *
   * @param clientId the platform's client; null where a text belongs to no verification
   */
  List<Finding> judge(SerialNumber serial, Terms terms, @Nullable String clientId);

  /**
   * The rules that apply to a document that a person of the body downloaded for one platform.
   *
   * @param holder the label of that person, as their certificates carry it
   */
  List<Finding> judgeDownload(String holder, Terms terms, String clientId);
}
