// The least that a page of this kind asks of its libraries: routes, a query, a form, a canvas to draw on. No styles and no
// pages: what is measured is what comes before the first line of a product.
import { QueryClient, QueryClientProvider, useMutation, useQuery } from '@tanstack/react-query';
import { Canvas, Ellipse, FabricImage, Group, IText, Line, Path, PencilBrush, Rect } from 'fabric';
import { useEffect, useRef } from 'react';
import { createRoot } from 'react-dom/client';
import { useForm } from 'react-hook-form';
import { createBrowserRouter, Link, Outlet, useParams } from 'react-router';
import { RouterProvider } from 'react-router/dom';

const ask = path => fetch(path).then(answer => answer.json());

function Frame() {
  return (
    <>
      <Link to="/">Jobs</Link>
      <Outlet />
    </>
  );
}

function Jobs() {
  const { data } = useQuery({ queryKey: ['jobs'], queryFn: () => ask('/api/v1/jobs') });
  return <ul>{data?.items.map(job => <li key={job.id}><Link to={`/jobs/${job.id}`}>{job.title}</Link></li>)}</ul>;
}

function Job() {
  const { id } = useParams();
  const { data } = useQuery({ queryKey: ['jobs', id], queryFn: () => ask(`/api/v1/jobs/${id}`) });
  const claim = useMutation({ mutationFn: () => fetch(`/api/v1/jobs/${id}/claims`, { method: 'POST' }) });
  const { register, handleSubmit, formState } = useForm();
  return (
    <form onSubmit={handleSubmit(() => claim.mutate())}>
      <h1>{data?.title}</h1>
      <input {...register('note', { required: true })} />
      {formState.errors.note && <p>This is needed.</p>}
      <Editor />
    </form>
  );
}

function Editor() {
  const element = useRef(null);
  useEffect(() => {
    const canvas = new Canvas(element.current, { isDrawingMode: true });
    canvas.freeDrawingBrush = new PencilBrush(canvas);
    const shapes = [new Rect(), new Ellipse(), new Line(), new Path('M 0 0 L 9 9'), new IText('note')];
    canvas.add(new Group(shapes));
    FabricImage.fromURL('/picture.png').then(picture => canvas.add(picture));
    return () => void canvas.dispose();
  }, []);
  return <canvas ref={element} />;
}

const router = createBrowserRouter([
  { element: <Frame />, children: [{ index: true, element: <Jobs /> }, { path: 'jobs/:id', element: <Job /> }] },
]);

createRoot(document.body).render(
  <QueryClientProvider client={new QueryClient()}>
    <RouterProvider router={router} />
  </QueryClientProvider>,
);
