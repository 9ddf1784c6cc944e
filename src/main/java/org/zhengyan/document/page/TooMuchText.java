package org.zhengyan.document.page;

import java.io.Serial;

/** Fields that do not fit a page, even in the smallest size that can be read. */
public final class TooMuchText extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  TooMuchText() {
    super("the fields do not fit one page", null, false, false);
  }
}
