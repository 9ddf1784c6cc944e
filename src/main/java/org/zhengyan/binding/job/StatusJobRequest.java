package org.zhengyan.binding.job;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.zhengyan.certificate.SerialNumber;
import org.zhengyan.failure.Problem;
import org.zhengyan.failure.Refusal;

/** The body of {@code POST /api/v1/status-jobs}. */
record StatusJobRequest(@Nullable List<String> certificates, @Nullable List<String> bindings) {
  static final int MOST = 10_000;

  /**
   * The items, in their order.
   *
   * @throws Refusal {@code malformed} when there is none, {@code too-large} when there are too many
   */
  List<StatusItem> items() {
    List<String> serials = certificates == null ? List.of() : certificates;
    List<String> ids = bindings == null ? List.of() : bindings;
    int count = serials.size() + ids.size();
    if (count == 0) {
      throw Refusal.of(Problem.MALFORMED, "name at least one certificate or binding");
    }
    if (count > MOST) {
      throw Refusal.of(Problem.TOO_LARGE, "a job asks for at most " + MOST + " certificates and bindings");
    }
    List<StatusItem> items = new ArrayList<>(count);
    serials.forEach(
        serial ->
            items.add(new StatusItem(SerialNumber.parse(serial).map(SerialNumber::hex).orElse(""), null)));
    ids.forEach(id -> items.add(new StatusItem(null, canonical(id))));
    return items;
  }

  private static String canonical(String id) {
    try {
      return id.length() == 36 && UUID.fromString(id).toString().equals(id) ? id : "";
    } catch (IllegalArgumentException e) {
      return "";
    }
  }
}
