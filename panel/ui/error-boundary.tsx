import { Component, type ComponentChildren } from "preact";
import { Button } from "./controls.tsx";
import { t } from "./texts.ts";

/** A part that fails is shown as failed; the rest of the panel, and everything paid for, stays. */
export class ErrorBoundary extends Component<{ children: ComponentChildren }, { failed: boolean }> {
  override state = { failed: false };

  static override getDerivedStateFromError() {
    return { failed: true };
  }

  override componentDidCatch(error: unknown) {
    console.error(error);
  }

  override render() {
    if (!this.state.failed) return this.props.children;
    return (
      <div class="notice error" role="alert">
        <p>{t.crashed}</p>
        <div class="button-row">
          <Button onClick={() => this.setState({ failed: false })}>{t.reopen}</Button>
        </div>
      </div>
    );
  }
}
