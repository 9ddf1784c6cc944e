package org.zhengyan.binding.batch;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What became of one action.
 *
 * @param position in the batch, from 0
 * @param result {@code bound | renewed | refused}
 * @param reason why it was refused: {@code duplicate}, {@code digestRequired}, {@code repudiated}
 * @param binding the id of what was bound or renewed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record BatchResult(int position, String result, @Nullable String reason, @Nullable String binding) {

  static BatchResult bound(int position, String binding, boolean fresh) {
    return new BatchResult(position, fresh ? "bound" : "renewed", null, binding);
  }

  static BatchResult refused(int position, String reason) {
    return new BatchResult(position, "refused", reason, null);
  }
}
