import { setNonce } from "get-nonce";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { connection } from "./api/connection";
import { describeError } from "./api/errors";
import { onAddress, openSession } from "./api/session";
import { App, NoSession } from "./app/App";
import { client } from "./app/client";
import { cspNonce } from "./app/nonce";
import { recover } from "./app/recover";
import { hasStaged } from "./data/editStore";
import { isWriting } from "./sql/session";
import { announce } from "./ui/live";
import { startTheme } from "./ui/theme";
import "./styles/index.css";

/** The browser asks before a tab is closed with which something would be lost. */
function guardUnload(): void {
  window.addEventListener("beforeunload", (event) => {
    if (hasStaged() || isWriting()) event.preventDefault();
  });
}

function start(): void {
  const element = document.getElementById("root");
  if (element === null) return;
  setNonce(cspNonce());
  startTheme();
  guardUnload();
  const root = createRoot(element);
  let running = false;
  const begin = async (place?: string) => {
    try {
      await openSession(place);
    } catch (error) {
      root.render(<NoSession error={error} />);
      return;
    }
    connection.alive();
    running = true;
    root.render(
      <StrictMode>
        <App />
      </StrictMode>,
    );
  };
  const goOn = async (place: string) => {
    try {
      await recover(() => openSession(place));
      await client.invalidateQueries();
    } catch (error) {
      announce(describeError(error).message);
    }
  };
  onAddress((place) => void (running ? goOn(place) : begin(place)));
  void begin();
}

start();
