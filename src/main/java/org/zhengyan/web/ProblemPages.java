package org.zhengyan.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.zhengyan.failure.Refusal;

/** Failures as pages, for people who read them in a browser. */
public interface ProblemPages {

  /** Whether whoever asked reads pages: by the path and by the Accept header. */
  boolean wanted(HttpServletRequest request);

  void write(HttpServletRequest request, HttpServletResponse response, Refusal refusal) throws IOException;
}
