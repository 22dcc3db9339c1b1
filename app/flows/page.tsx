export default function FlowsPage() {
  return <main className="p-6"><h1>Flows</h1></main>;
}
