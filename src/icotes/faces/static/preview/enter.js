// Lets this browser in to a program: the ticket after the # is used up for a cookie.
(async () => {
  const [ticket, ...rest] = location.hash.slice(1).split("/");
  history.replaceState(null, "", location.pathname);
  const answer = await fetch("/.icotes/enter", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ ticket }),
  });
  if (answer.ok) location.replace(`/${rest.join("/").replace(/^\/+/, "")}`);
  else document.querySelector("p").textContent = (await answer.json()).detail;
})();
