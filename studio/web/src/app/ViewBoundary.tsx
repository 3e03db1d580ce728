import { RotateCcw } from "lucide-react";
import { Component, type ReactNode } from "react";
import { Button } from "@/ui/Button";
import { Empty } from "@/ui/Empty";
import { forgetFailed } from "./laterView";

interface State {
  error: unknown;
}

/**
 * Where a view fails, or its program cannot be read, the page around it stays: the other views, and what is staged. React
 * takes everything away otherwise.
 */
export class ViewBoundary extends Component<{ children: ReactNode }, State> {
  override state: State = { error: null };

  static getDerivedStateFromError(error: unknown): State {
    return { error: error ?? new Error("unknown") };
  }

  override componentDidCatch(): void {
    forgetFailed();
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === null) return this.props.children;
    return (
      <div role="alert" className="flex min-h-0 flex-1 flex-col">
        <Empty
          title="This view cannot be shown"
          action={
            <Button onClick={() => this.setState({ error: null })}>
              <RotateCcw aria-hidden />
              Try again
            </Button>
          }
        >
          {error instanceof Error ? error.message : String(error)}. What is staged is kept; the other views still work.
        </Empty>
      </div>
    );
  }
}
