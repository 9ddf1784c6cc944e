package org.zhengyan.web.console.auditor;

import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.zhengyan.access.SignedIn;
import org.zhengyan.access.staff.StaffDesk;
import org.zhengyan.failure.Refusal;

/**
 * Before every page here: the log is the whole country's and its events name no division yet, so a local
 * authority's auditor would read what happened elsewhere.
 */
@ControllerAdvice(basePackageClasses = AuditorAdmission.class)
class AuditorAdmission {

  /** @throws Refusal {@code outside-division} */
  @ModelAttribute
  void admit(SignedIn who) {
    StaffDesk.requireAudits(who);
  }
}
