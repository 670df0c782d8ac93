import "./ui/theme.css";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { RouterProvider as AriaRouter } from "react-aria-components";
import { createRoot } from "react-dom/client";
import { queryClient } from "./api/queries.ts";
import { router } from "./router.tsx";

const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        {/* Links inside menus and lists of React Aria go through the router as well. */}
        <AriaRouter navigate={(href) => void router.navigate({ href })}>
          <RouterProvider router={router} />
        </AriaRouter>
      </QueryClientProvider>
    </StrictMode>,
  );
}
