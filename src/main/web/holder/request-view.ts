/** The page where a person decides: who asks, for what, what is told; then agree or refuse. */
import type { View } from "./api.ts";
import { Countdown } from "./countdown.ts";
import { decisionForm } from "./deciding.ts";
import { show } from "./dom.ts";
import type { Flow } from "./flow.ts";
import { Problems } from "./problems.ts";
import { facts, heading } from "./request-facts.ts";
import { t } from "./text.ts";

export async function requestView(flow: Flow, view: View): Promise<void> {
  const problems = new Problems();
  const answers = {
    agree: async (certificate: string, signature: string) =>
      flow.ended(await flow.session.answer(view.answerToken!, certificate, signature)),
    refuse: async () => flow.ended(await flow.session.refuse(view.answerToken)),
    over: flow.ended.bind(flow),
    again: () => void flow.resume(),
  };
  const agree = () => t("agree", { platform: view.platform.name });
  const form = await decisionForm(view, answers, problems, agree);
  const countdown = new Countdown(view, () => flow.ended({ id: view.id, state: "expired" }));
  show(() => heading(view), problems.element, facts(view, countdown.element), form);
}
