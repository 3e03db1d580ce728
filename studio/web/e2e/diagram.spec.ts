import { readFileSync } from "node:fs";
import { expect, tabTo, test, visit } from "./fixtures";
import { inBothThemes } from "./themes";

test("tables are drawn, found and focused", inBothThemes("diagram by mouse"), async ({ app }) => {
  await visit(app, "/diagram");
  for (const name of ["organization", "person", "document", "event", "owner"]) {
    await expect(app.locator(".react-flow__node").filter({ hasText: name }).first()).toBeVisible();
  }
  await app.getByRole("combobox", { name: "Find a table" }).fill("docu");
  await app.keyboard.press("Enter");
  await expect(app.locator(".react-flow__node")).toHaveCount(2);
  await app.getByRole("button", { name: "2 hops" }).click();
  await expect(app.locator(".react-flow__node")).toHaveCount(3);
  await app.getByRole("button", { name: "All columns" }).click();
  await expect(app.locator(".react-flow__node").filter({ hasText: "document" })).toContainText("body");
  await app.getByRole("button", { name: "Names" }).click();
  await expect(app.locator(".react-flow__node").filter({ hasText: "document" })).not.toContainText("body");
  expect(app.url()).toContain("/diagram/public/document");
});

test(
  "a table is found, its neighbours are shown and one of them is gone to by keyboard alone",
  inBothThemes("diagram by keyboard"),
  async ({ app }) => {
    await app.keyboard.press("Alt+3");
    const search = app.getByRole("combobox", { name: "Find a table" });
    await tabTo(app, search);
    await app.keyboard.type("o");
    await app.keyboard.press("ArrowDown");
    await expect(app.getByRole("option").nth(1)).toHaveAttribute("aria-selected", "true");
    await app.keyboard.press("Control+a");
    await app.keyboard.type("docu");
    await app.keyboard.press("Enter");
    await expect(app.locator(".react-flow__node")).toHaveCount(2);
    await tabTo(app, app.getByRole("button", { name: "2 hops" }));
    await app.keyboard.press("Enter");
    await expect(app.locator(".react-flow__node")).toHaveCount(3);
    await tabTo(app, app.getByRole("button", { name: "As a list" }));
    await app.keyboard.press("Enter");
    const row = app.getByRole("row").filter({ has: app.getByRole("rowheader", { name: /^document/ }) });
    await tabTo(app, row.getByRole("link", { name: "person" }));
    await app.keyboard.press("Enter");
    await expect(app).toHaveURL(/diagram\/public\/person/);
  },
);

test(
  "the lines of a table that one points at are over the others, and the tables at their ends stand out",
  inBothThemes("diagram by mouse"),
  async ({ app }) => {
    await visit(app, "/diagram");
    const node = (name: string) =>
      app.locator(".react-flow__node").filter({ has: app.getByText(name, { exact: true }) });
    await expect(node("document")).toBeVisible();
    await expect(app.locator(".react-flow__edge.near")).toHaveCount(0);
    await node("document").hover();
    await expect(app.locator(".react-flow__edge.near")).toHaveCount(1);
    await expect(node("person")).toHaveClass(/beside/);
    const over = () =>
      app.evaluate(() => {
        const z = (name: string) => Number(getComputedStyle(document.querySelector(name) as Element).zIndex) || 0;
        return z("svg:has(.react-flow__edge.near)") - z(".react-flow__node");
      });
    expect(await over()).toBeGreaterThan(0);
    await node("person").hover();
    await expect(app.locator(".react-flow__edge.near")).toHaveCount(2);
    await app.getByRole("combobox", { name: "Find a table" }).hover();
    await expect(app.locator(".react-flow__edge.near")).toHaveCount(0);
  },
);

test("lines run between the tables, and none behind one", async ({ app, studio }) => {
  const [modules, tables] = [5, 4];
  for (let module = 0; module < modules; module += 1) {
    for (let at = 0; at < tables; at += 1) studio.psql(`CREATE TABLE part_${module}_${at} (id bigint PRIMARY KEY)`);
  }
  for (let module = 0; module < modules; module += 1) {
    for (let at = 1; at < tables; at += 1) {
      const far = `part_${(module + at) % modules}_${(at * 3) % tables}`;
      studio.psql(
        `ALTER TABLE part_${module}_${at} ADD before_id bigint REFERENCES part_${module}_${at - 1},
           ADD first_id bigint REFERENCES part_${module}_0, ADD far_id bigint REFERENCES ${far}`,
      );
    }
  }
  // From near enough that each table and each line is drawn.
  await app.setViewportSize({ width: 2600, height: 1800 });
  await visit(app, "/diagram");
  await expect(app.locator(".react-flow__node").filter({ hasText: "part_4_3" })).toBeVisible();
  const lines = app.locator(".react-flow__edge-path");
  await expect.poll(() => lines.count()).toBeGreaterThan(modules * (tables - 1) * 3);
  const behind = await app.evaluate(() => {
    const boxes = [...document.querySelectorAll(".react-flow__node")].map((node) => node.getBoundingClientRect());
    const paths = [...document.querySelectorAll<SVGPathElement>(".react-flow__edge-path")];
    return paths.filter((path) => {
      const matrix = path.getScreenCTM();
      const length = path.getTotalLength();
      return Array.from({ length: Math.ceil(length / 4) }, (_, step) => path.getPointAtLength(step * 4)).some(
        (point) => {
          const { x, y } = point.matrixTransform(matrix ?? undefined);
          return boxes.some((box) => x > box.left + 2 && x < box.right - 2 && y > box.top + 2 && y < box.bottom - 2);
        },
      );
    }).length;
  });
  expect(behind).toBe(0);
});

test("the picture stays where it is when the database has another table", async ({ app, studio }) => {
  await visit(app, "/diagram");
  const person = app.locator(".react-flow__node").filter({ has: app.getByText("person", { exact: true }) });
  await expect(person).toBeVisible();
  for (let step = 0; step < 3; step += 1) await app.getByRole("button", { name: "Zoom In" }).click();
  await app.waitForTimeout(300);
  const zoom = () =>
    app
      .locator(".react-flow__viewport")
      .evaluate((element) => (element as HTMLElement).style.transform.match(/scale\((.*)\)/)?.[1]);
  const before = await zoom();
  studio.psql("CREATE TABLE newcomer (id integer PRIMARY KEY, person_id bigint REFERENCES person (id))");
  await app.keyboard.press("Control+k");
  await app.keyboard.type("read everything");
  await app.keyboard.press("Enter");
  await expect(app.getByText("7 tables").or(app.getByText("8 tables"))).toBeVisible();
  await app.waitForTimeout(500);
  expect(await zoom()).toBe(before);
});

test("the list says the same in words", inBothThemes(), async ({ app }) => {
  await visit(app, "/diagram");
  await app.getByRole("button", { name: "As a list" }).click();
  const row = app.getByRole("row").filter({ has: app.getByRole("rowheader", { name: /^document/ }) });
  await expect(row).toContainText("author_id → person");
  await row.getByRole("link", { name: "person" }).focus();
  await app.keyboard.press("Enter");
  await expect(app).toHaveURL(/diagram\/public\/person/);
});

test("the drawing is saved as SVG", inBothThemes(), async ({ app }) => {
  await visit(app, "/diagram");
  const download = app.waitForEvent("download");
  await app.getByRole("button", { name: "SVG" }).click();
  const text = readFileSync(await (await download).path(), "utf8");
  expect(text).toContain("<svg");
  expect(text).toContain(">organization<");
  expect(text).not.toContain("<script");
});

test("from afar a canvas is drawn, and nodes when one comes near", inBothThemes(), async ({ app }) => {
  await visit(app, "/diagram");
  await expect(app.locator(".react-flow__node").first()).toBeVisible();
  for (let step = 0; step < 12; step += 1) await app.getByRole("button", { name: "Zoom Out" }).click();
  await expect(app.locator("canvas")).toBeVisible();
  await expect(app.locator(".react-flow__node")).toHaveCount(0);
  await app.getByRole("button", { name: "Fit the whole" }).click();
  await expect(app.locator(".react-flow__node").first()).toBeVisible();
});

test.describe("with schemas and a hub", () => {
  /** A table that sixty of another schema refer to, and tables that nothing joins. */
  const crowd = `
    CREATE SCHEMA audit;
    CREATE TABLE audit.person (id integer PRIMARY KEY, self integer REFERENCES audit.person (id));
    DO $$ BEGIN
      FOR n IN 1..60 LOOP
        EXECUTE format('CREATE TABLE audit.entry_%s (id integer PRIMARY KEY, organization_id bigint REFERENCES organization (id))', n);
      END LOOP;
      FOR n IN 1..30 LOOP
        EXECUTE format('CREATE TABLE audit.alone_%s (id integer PRIMARY KEY)', n);
      END LOOP;
    END $$`;

  test("names have their schema, in the drawing, in the list and in the SVG", async ({ app, studio }) => {
    studio.psql(crowd);
    await visit(app, "/diagram/audit/person");
    await app.reload();
    await expect(app.locator(".react-flow__node")).toHaveText(/^audit\.person/);
    const download = app.waitForEvent("download");
    await app.getByRole("button", { name: "SVG" }).click();
    const text = readFileSync(await (await download).path(), "utf8");
    expect(text).toMatch(/>audit\.<\/tspan>person</);
    expect(text).toContain('aria-label="refers to itself"');
    expect(text).toContain('aria-label="primary key"');
    await visit(app, "/diagram?near=0&list");
    const row = app.getByRole("row").filter({ has: app.getByRole("rowheader", { name: /^audit\.entry_1 / }) });
    await expect(row.getByRole("link", { name: "public.organization" })).toBeVisible();
    await expect(app.getByRole("link", { name: "public.person" }).first()).toBeVisible();
  });

  test("what is near a hub is bounded, and there is more where it is asked for", async ({ app, studio }) => {
    studio.psql(crowd);
    await visit(app, "/diagram/public/organization?list");
    await app.reload();
    await expect(app.getByText("40 of 62 tables")).toBeVisible();
    await expect(app.getByRole("rowheader")).toHaveCount(40);
    await app.getByRole("button", { name: "22 more" }).click();
    await expect(app.getByRole("rowheader")).toHaveCount(62);
    await expect(app.getByText("62 tables")).toBeVisible();
    await app.getByRole("button", { name: "As a diagram" }).click();
    // Neither a column nor a strip: it can be read, not only seen from afar.
    await expect(app.locator(".react-flow__node").first()).toBeVisible();
  });
});
