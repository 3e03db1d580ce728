import { setNonce } from "get-nonce";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { openSession } from "./api/session";
import { App, NoSession } from "./app/App";
import { cspNonce } from "./app/nonce";
import { guardUnload } from "./data/editStore";
import "./styles/index.css";

async function start(): Promise<void> {
  const place = document.getElementById("root");
  if (place === null) return;
  setNonce(cspNonce());
  guardUnload();
  const root = createRoot(place);
  try {
    await openSession();
  } catch (error) {
    root.render(<NoSession error={error} />);
    return;
  }
  root.render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}

void start();
