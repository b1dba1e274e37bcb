import{t as e}from"./index-errors.js";import{t}from"./index-element-count.js";import{i as n}from"./index-lfs.js";import{basename as r,dirname as i,join as a}from"node:path";import{stat as o}from"node:fs/promises";const s={"adapter-transformers":[`question-answering`,`text-classification`,`token-classification`],allennlp:[`question-answering`],asteroid:[`audio-to-audio`],bertopic:[`text-classification`],diffusers:[`image-to-image`,`text-to-image`],doctr:[`object-detection`],espnet:[`text-to-speech`,`automatic-speech-recognition`],fairseq:[`text-to-speech`,`audio-to-audio`],fastai:[`image-classification`],fasttext:[`feature-extraction`,`text-classification`],flair:[`token-classification`],k2:[`automatic-speech-recognition`],keras:[`image-classification`],nemo:[`automatic-speech-recognition`],open_clip:[`zero-shot-classification`,`zero-shot-image-classification`],paddlenlp:[`fill-mask`,`summarization`,`zero-shot-classification`],peft:[`text-generation`],"pyannote-audio":[`automatic-speech-recognition`],"sentence-transformers":[`feature-extraction`,`sentence-similarity`],setfit:[`text-classification`],sklearn:[`tabular-classification`,`tabular-regression`,`text-classification`],spacy:[`token-classification`,`text-classification`,`sentence-similarity`],"span-marker":[`token-classification`],speechbrain:[`audio-classification`,`audio-to-audio`,`automatic-speech-recognition`,`text-to-speech`],stanza:[`token-classification`],timm:[`image-classification`,`image-feature-extraction`],transformers:/* @__PURE__ */ `audio-classification.automatic-speech-recognition.depth-estimation.document-question-answering.feature-extraction.fill-mask.image-classification.image-feature-extraction.image-segmentation.image-to-image.image-to-text.image-text-to-text.mask-generation.object-detection.question-answering.summarization.table-question-answering.text-classification.text-generation.text-to-audio.text-to-speech.token-classification.translation.video-classification.visual-question-answering.zero-shot-classification.zero-shot-image-classification.zero-shot-object-detection`.split(`.`),mindspore:[`image-classification`]},c=[`image-to-text`,`summarization`,`translation`],l={"text-classification":{name:`Text Classification`,subtasks:[{type:`acceptability-classification`,name:`Acceptability Classification`},{type:`entity-linking-classification`,name:`Entity Linking Classification`},{type:`fact-checking`,name:`Fact Checking`},{type:`intent-classification`,name:`Intent Classification`},{type:`language-identification`,name:`Language Identification`},{type:`multi-class-classification`,name:`Multi Class Classification`},{type:`multi-label-classification`,name:`Multi Label Classification`},{type:`multi-input-text-classification`,name:`Multi-input Text Classification`},{type:`natural-language-inference`,name:`Natural Language Inference`},{type:`semantic-similarity-classification`,name:`Semantic Similarity Classification`},{type:`sentiment-classification`,name:`Sentiment Classification`},{type:`topic-classification`,name:`Topic Classification`},{type:`semantic-similarity-scoring`,name:`Semantic Similarity Scoring`},{type:`sentiment-scoring`,name:`Sentiment Scoring`},{type:`sentiment-analysis`,name:`Sentiment Analysis`},{type:`hate-speech-detection`,name:`Hate Speech Detection`},{type:`text-scoring`,name:`Text Scoring`}],modality:`nlp`},"token-classification":{name:`Token Classification`,subtasks:[{type:`named-entity-recognition`,name:`Named Entity Recognition`},{type:`part-of-speech`,name:`Part of Speech`},{type:`parsing`,name:`Parsing`},{type:`lemmatization`,name:`Lemmatization`},{type:`word-sense-disambiguation`,name:`Word Sense Disambiguation`},{type:`coreference-resolution`,name:`Coreference-resolution`}],modality:`nlp`},"table-question-answering":{name:`Table Question Answering`,modality:`nlp`},"question-answering":{name:`Question Answering`,subtasks:[{type:`extractive-qa`,name:`Extractive QA`},{type:`open-domain-qa`,name:`Open Domain QA`},{type:`closed-domain-qa`,name:`Closed Domain QA`}],modality:`nlp`},"zero-shot-classification":{name:`Zero-Shot Classification`,modality:`nlp`},translation:{name:`Translation`,modality:`nlp`},summarization:{name:`Summarization`,subtasks:[{type:`news-articles-summarization`,name:`News Articles Summarization`},{type:`news-articles-headline-generation`,name:`News Articles Headline Generation`}],modality:`nlp`},"feature-extraction":{name:`Feature Extraction`,modality:`nlp`},"text-generation":{name:`Text Generation`,subtasks:[{type:`dialogue-modeling`,name:`Dialogue Modeling`},{type:`dialogue-generation`,name:`Dialogue Generation`},{type:`conversational`,name:`Conversational`},{type:`language-modeling`,name:`Language Modeling`},{type:`text-simplification`,name:`Text simplification`},{type:`explanation-generation`,name:`Explanation Generation`},{type:`abstractive-qa`,name:`Abstractive QA`},{type:`open-domain-abstractive-qa`,name:`Open Domain Abstractive QA`},{type:`closed-domain-qa`,name:`Closed Domain QA`},{type:`open-book-qa`,name:`Open Book QA`},{type:`closed-book-qa`,name:`Closed Book QA`},{type:`text2text-generation`,name:`Text2Text Generation`}],modality:`nlp`},"fill-mask":{name:`Fill-Mask`,subtasks:[{type:`slot-filling`,name:`Slot Filling`},{type:`masked-language-modeling`,name:`Masked Language Modeling`}],modality:`nlp`},"sentence-similarity":{name:`Sentence Similarity`,modality:`nlp`},"text-to-speech":{name:`Text-to-Speech`,modality:`audio`},"text-to-audio":{name:`Text-to-Audio`,modality:`audio`},"automatic-speech-recognition":{name:`Automatic Speech Recognition`,modality:`audio`},"audio-to-audio":{name:`Audio-to-Audio`,modality:`audio`},"audio-classification":{name:`Audio Classification`,subtasks:[{type:`keyword-spotting`,name:`Keyword Spotting`},{type:`speaker-identification`,name:`Speaker Identification`},{type:`audio-intent-classification`,name:`Audio Intent Classification`},{type:`audio-emotion-recognition`,name:`Audio Emotion Recognition`},{type:`audio-language-identification`,name:`Audio Language Identification`}],modality:`audio`},"audio-text-to-text":{name:`Audio-Text-to-Text`,modality:`multimodal`,hideInDatasets:!0},"voice-activity-detection":{name:`Voice Activity Detection`,modality:`audio`},"depth-estimation":{name:`Depth Estimation`,modality:`cv`},"image-classification":{name:`Image Classification`,subtasks:[{type:`multi-label-image-classification`,name:`Multi Label Image Classification`},{type:`multi-class-image-classification`,name:`Multi Class Image Classification`}],modality:`cv`},"object-detection":{name:`Object Detection`,subtasks:[{type:`face-detection`,name:`Face Detection`},{type:`vehicle-detection`,name:`Vehicle Detection`}],modality:`cv`},"image-segmentation":{name:`Image Segmentation`,subtasks:[{type:`instance-segmentation`,name:`Instance Segmentation`},{type:`semantic-segmentation`,name:`Semantic Segmentation`},{type:`panoptic-segmentation`,name:`Panoptic Segmentation`}],modality:`cv`},"text-to-image":{name:`Text-to-Image`,modality:`cv`},"image-to-text":{name:`Image-to-Text`,subtasks:[{type:`image-captioning`,name:`Image Captioning`}],modality:`cv`},"image-to-image":{name:`Image-to-Image`,subtasks:[{type:`image-inpainting`,name:`Image Inpainting`},{type:`image-colorization`,name:`Image Colorization`},{type:`super-resolution`,name:`Super Resolution`}],modality:`cv`},"image-to-video":{name:`Image-to-Video`,modality:`cv`},"unconditional-image-generation":{name:`Unconditional Image Generation`,modality:`cv`},"video-classification":{name:`Video Classification`,modality:`cv`},"reinforcement-learning":{name:`Reinforcement Learning`,modality:`rl`},robotics:{name:`Robotics`,modality:`rl`,subtasks:[{type:`grasping`,name:`Grasping`},{type:`task-planning`,name:`Task Planning`}]},"tabular-classification":{name:`Tabular Classification`,modality:`tabular`,subtasks:[{type:`tabular-multi-class-classification`,name:`Tabular Multi Class Classification`},{type:`tabular-multi-label-classification`,name:`Tabular Multi Label Classification`}]},"tabular-regression":{name:`Tabular Regression`,modality:`tabular`,subtasks:[{type:`tabular-single-column-regression`,name:`Tabular Single Column Regression`}]},"tabular-to-text":{name:`Tabular to Text`,modality:`tabular`,subtasks:[{type:`rdf-to-text`,name:`RDF to text`}],hideInModels:!0},"table-to-text":{name:`Table to Text`,modality:`nlp`,hideInModels:!0},"multiple-choice":{name:`Multiple Choice`,subtasks:[{type:`multiple-choice-qa`,name:`Multiple Choice QA`},{type:`multiple-choice-coreference-resolution`,name:`Multiple Choice Coreference Resolution`}],modality:`nlp`,hideInModels:!0},"text-ranking":{name:`Text Ranking`,modality:`nlp`},"text-retrieval":{name:`Text Retrieval`,subtasks:[{type:`document-retrieval`,name:`Document Retrieval`},{type:`utterance-retrieval`,name:`Utterance Retrieval`},{type:`entity-linking-retrieval`,name:`Entity Linking Retrieval`},{type:`fact-checking-retrieval`,name:`Fact Checking Retrieval`}],modality:`nlp`,hideInModels:!0},"time-series-forecasting":{name:`Time Series Forecasting`,modality:`tabular`,subtasks:[{type:`univariate-time-series-forecasting`,name:`Univariate Time Series Forecasting`},{type:`multivariate-time-series-forecasting`,name:`Multivariate Time Series Forecasting`}]},"text-to-video":{name:`Text-to-Video`,modality:`cv`},"image-text-to-text":{name:`Image-Text-to-Text`,modality:`multimodal`},"image-text-to-image":{name:`Image-Text-to-Image`,modality:`multimodal`},"image-text-to-video":{name:`Image-Text-to-Video`,modality:`multimodal`},"visual-question-answering":{name:`Visual Question Answering`,subtasks:[{type:`visual-question-answering`,name:`Visual Question Answering`}],modality:`multimodal`},"document-question-answering":{name:`Document Question Answering`,subtasks:[{type:`document-question-answering`,name:`Document Question Answering`}],modality:`multimodal`,hideInDatasets:!0},"zero-shot-image-classification":{name:`Zero-Shot Image Classification`,modality:`cv`},"graph-ml":{name:`Graph Machine Learning`,modality:`other`},"mask-generation":{name:`Mask Generation`,modality:`cv`},"zero-shot-object-detection":{name:`Zero-Shot Object Detection`,modality:`cv`},"text-to-3d":{name:`Text-to-3D`,modality:`cv`},"image-to-3d":{name:`Image-to-3D`,modality:`cv`},"image-feature-extraction":{name:`Image Feature Extraction`,modality:`cv`},"video-text-to-text":{name:`Video-Text-to-Text`,modality:`multimodal`,hideInDatasets:!1},"keypoint-detection":{name:`Keypoint Detection`,subtasks:[{type:`pose-estimation`,name:`Pose Estimation`}],modality:`cv`,hideInDatasets:!0},"visual-document-retrieval":{name:`Visual Document Retrieval`,modality:`multimodal`},"any-to-any":{name:`Any-to-Any`,modality:`multimodal`},"video-to-video":{name:`Video-to-Video`,modality:`cv`,hideInDatasets:!0},other:{name:`Other`,modality:`other`,hideInModels:!0,hideInDatasets:!0}},u=Object.keys(l);Object.values(l).flatMap(e=>`subtasks`in e?e.subtasks:[]).map(e=>e.type),new Set(u);const d={datasets:[{description:`A dataset with multiple modality input and output pairs.`,id:`PKU-Alignment/align-anything`}],demo:{inputs:[{filename:`any-to-any-input.jpg`,type:`img`},{label:`Text Prompt`,content:`What is the significance of this place?`,type:`text`}],outputs:[{label:`Generated Text`,content:`The place in the picture is Osaka Castle, located in Osaka, Japan. Osaka Castle is a historic castle that was originally built in the 16th century by Toyotomi Hideyoshi, a powerful warlord of the time. It is one of the most famous landmarks in Osaka and is known for its distinctive white walls and black roof tiles. The castle has been rebuilt several times over the centuries and is now a popular tourist attraction, offering visitors a glimpse into Japan's rich history and culture.`,type:`text`},{filename:`any-to-any-output.wav`,type:`audio`}]},metrics:[],models:[{description:`Strong model that can take in video, audio, image, text and output text and natural speech.`,id:`Qwen/Qwen2.5-Omni-7B`},{description:`Robust model that can take in image and text and generate image and text.`,id:`OmniGen2/OmniGen2`},{description:`Any-to-any model with speech, video, audio, image and text understanding capabilities.`,id:`openbmb/MiniCPM-o-2_6`},{description:`A model that can understand image and text and generate image and text.`,id:`ByteDance-Seed/BAGEL-7B-MoT`}],spaces:[{description:`An application to chat with an any-to-any (image & text) model.`,id:`OmniGen2/OmniGen2`}],summary:`Any-to-any models can understand two or more modalities and output two or more modalities.`,widgetModels:[],youtubeId:``},f={datasets:[{description:`A benchmark of 10 different audio tasks.`,id:`s3prl/superb`},{description:`A dataset of YouTube clips and their sound categories.`,id:`agkphysics/AudioSet`}],demo:{inputs:[{filename:`audio.wav`,type:`audio`}],outputs:[{data:[{label:`Up`,score:.2},{label:`Down`,score:.8}],type:`chart`}]},metrics:[{description:``,id:`accuracy`},{description:``,id:`recall`},{description:``,id:`precision`},{description:``,id:`f1`}],models:[{description:`An easy-to-use model for command recognition.`,id:`speechbrain/google_speech_command_xvector`},{description:`An emotion recognition model.`,id:`ehcalabres/wav2vec2-lg-xlsr-en-speech-emotion-recognition`},{description:`A language identification model.`,id:`facebook/mms-lid-126`}],spaces:[{description:`An application that can classify music into different genre.`,id:`kurianbenoy/audioclassification`}],summary:`Audio classification is the task of assigning a label or class to a given audio. It can be used for recognizing which command a user is giving or the emotion of a statement, as well as identifying a speaker.`,widgetModels:[`MIT/ast-finetuned-audioset-10-10-0.4593`],youtubeId:`KWwzcmG98Ds`},p={datasets:[{description:`A dataset containing audio conversations with question–answer pairs.`,id:`nvidia/AF-Think`},{description:`A more advanced and comprehensive dataset that contains characteristics of the audio as well`,id:`tsinghua-ee/QualiSpeech`}],demo:{inputs:[{filename:`audio.wav`,type:`audio`},{label:`Text Prompt`,content:`What is the gender of the speaker?`,type:`text`}],outputs:[{label:`Generated Text`,content:`The gender of the speaker is female.`,type:`text`}]},metrics:[],models:[{description:`A lightweight model that has capabilities of taking both audio and text as inputs and generating responses.`,id:`fixie-ai/ultravox-v0_5-llama-3_2-1b`},{description:`A multimodal model that supports voice chat and audio analysis.`,id:`Qwen/Qwen2-Audio-7B-Instruct`},{description:`A model for audio understanding, speech translation, and transcription.`,id:`mistralai/Voxtral-Small-24B-2507`},{description:`A new model capable of audio question answering and reasoning.`,id:`nvidia/audio-flamingo-3`}],spaces:[{description:`A space that takes input as both audio and text and generates answers.`,id:`iamomtiwari/ATTT`},{description:`A web application that demonstrates chatting with the Qwen2Audio Model.`,id:`freddyaboulton/talk-to-qwen-webrtc`}],summary:`Audio-text-to-text models take both an audio clip and a text prompt as input, and generate natural language text as output. These models can answer questions about spoken content, summarize meetings, analyze music, or interpret speech beyond simple transcription. They are useful for applications that combine speech understanding with reasoning or conversation.`,widgetModels:[],youtubeId:``},m={datasets:[{description:`512-element X-vector embeddings of speakers from CMU ARCTIC dataset.`,id:`Matthijs/cmu-arctic-xvectors`}],demo:{inputs:[{filename:`input.wav`,type:`audio`}],outputs:[{filename:`label-0.wav`,type:`audio`},{filename:`label-1.wav`,type:`audio`}]},metrics:[{description:`The Signal-to-Noise ratio is the relationship between the target signal level and the background noise level. It is calculated as the logarithm of the target signal divided by the background noise, in decibels.`,id:`snri`},{description:`The Signal-to-Distortion ratio is the relationship between the target signal and the sum of noise, interference, and artifact errors`,id:`sdri`}],models:[{description:`A speech enhancement model.`,id:`ResembleAI/resemble-enhance`},{description:`A model that can change the voice in a speech recording.`,id:`microsoft/speecht5_vc`}],spaces:[{description:`An application for speech separation.`,id:`younver/speechbrain-speech-separation`},{description:`An application for audio style transfer.`,id:`nakas/audio-diffusion_style_transfer`}],summary:`Audio-to-Audio is a family of tasks in which the input is an audio and the output is one or multiple generated audios. Some example tasks are speech enhancement and source separation.`,widgetModels:[`speechbrain/sepformer-wham`],youtubeId:`iohj7nCCYoM`},h={datasets:[{description:`31,175 hours of multilingual audio-text dataset in 108 languages.`,id:`mozilla-foundation/common_voice_17_0`},{description:`Multilingual and diverse audio dataset with 101k hours of audio.`,id:`amphion/Emilia-Dataset`},{description:`A dataset with 44.6k hours of English speaker data and 6k hours of other language speakers.`,id:`parler-tts/mls_eng`},{description:`A multilingual audio dataset with 370K hours of audio.`,id:`espnet/yodas`}],demo:{inputs:[{filename:`input.flac`,type:`audio`}],outputs:[{label:`Transcript`,content:`Going along slushy country roads and speaking to damp audiences in...`,type:`text`}]},metrics:[{description:``,id:`wer`},{description:``,id:`cer`}],models:[{description:`A powerful ASR model by OpenAI.`,id:`openai/whisper-large-v3`},{description:`A good generic speech model by MetaAI for fine-tuning.`,id:`facebook/w2v-bert-2.0`},{description:`An end-to-end model that performs ASR and Speech Translation by MetaAI.`,id:`facebook/seamless-m4t-v2-large`},{description:`A powerful multilingual ASR and Speech Translation model by Nvidia.`,id:`nvidia/canary-1b`},{description:`Powerful speaker diarization model.`,id:`pyannote/speaker-diarization-3.1`}],spaces:[{description:`A powerful general-purpose speech recognition application.`,id:`hf-audio/whisper-large-v3`},{description:`Latest ASR model from Useful Sensors.`,id:`mrfakename/Moonshinex`},{description:`A high quality speech and text translation model by Meta.`,id:`facebook/seamless_m4t`},{description:`A powerful multilingual ASR and Speech Translation model by Nvidia`,id:`nvidia/canary-1b`}],summary:`Automatic Speech Recognition (ASR), also known as Speech to Text (STT), is the task of transcribing a given audio to text. It has many applications, such as voice user interfaces.`,widgetModels:[`openai/whisper-large-v3`],youtubeId:`TksaY_FDgnk`},ee={datasets:[{description:`Largest document understanding dataset.`,id:`HuggingFaceM4/Docmatix`},{description:`Dataset from the 2020 DocVQA challenge. The documents are taken from the UCSF Industry Documents Library.`,id:`eliolio/docvqa`}],demo:{inputs:[{label:`Question`,content:`What is the idea behind the consumer relations efficiency team?`,type:`text`},{filename:`document-question-answering-input.png`,type:`img`}],outputs:[{label:`Answer`,content:`Balance cost efficiency with quality customer service`,type:`text`}]},metrics:[{description:`The evaluation metric for the DocVQA challenge is the Average Normalized Levenshtein Similarity (ANLS). This metric is flexible to character regognition errors and compares the predicted answer with the ground truth answer.`,id:`anls`},{description:`Exact Match is a metric based on the strict character match of the predicted answer and the right answer. For answers predicted correctly, the Exact Match will be 1. Even if only one character is different, Exact Match will be 0`,id:`exact-match`}],models:[{description:`A robust document question answering model.`,id:`impira/layoutlm-document-qa`},{description:`A document question answering model specialized in invoices.`,id:`impira/layoutlm-invoices`},{description:`A special model for OCR-free document question answering.`,id:`microsoft/udop-large`},{description:`A powerful model for document question answering.`,id:`google/pix2struct-docvqa-large`}],spaces:[{description:`A robust document question answering application.`,id:`impira/docquery`},{description:`An application that can answer questions from invoices.`,id:`impira/invoices`},{description:`An application to compare different document question answering models.`,id:`merve/compare_docvqa_models`}],summary:`Document Question Answering (also known as Document Visual Question Answering) is the task of answering questions on document images. Document question answering models take a (document, question) pair as input and return an answer in natural language. Models usually rely on multi-modal features, combining text, position of words (bounding-boxes) and image.`,widgetModels:[`impira/layoutlm-invoices`],youtubeId:``},te={datasets:[{description:"Wikipedia dataset containing cleaned articles of all languages. Can be used to train `feature-extraction` models.",id:`wikipedia`}],demo:{inputs:[{label:`Input`,content:`India, officially the Republic of India, is a country in South Asia.`,type:`text`}],outputs:[{table:[[`Dimension 1`,`Dimension 2`,`Dimension 3`],[`2.583383083343506`,`2.757075071334839`,`0.9023529887199402`],[`8.29393482208252`,`1.1071064472198486`,`2.03399395942688`],[`-0.7754912972450256`,`-1.647324562072754`,`-0.6113331913948059`],[`0.07087723910808563`,`1.5942802429199219`,`1.4610432386398315`]],type:`tabular`}]},metrics:[],models:[{description:`A powerful feature extraction model for natural language processing tasks.`,id:`thenlper/gte-large`},{description:`A strong feature extraction model for retrieval.`,id:`Alibaba-NLP/gte-Qwen1.5-7B-instruct`}],spaces:[{description:`A leaderboard to rank text feature extraction models based on a benchmark.`,id:`mteb/leaderboard`},{description:`A leaderboard to rank best feature extraction models based on human feedback.`,id:`mteb/arena`}],summary:`Feature extraction is the task of extracting features learnt in a model.`,widgetModels:[`facebook/bart-base`]},ne={datasets:[{description:`A common dataset that is used to train models for many languages.`,id:`wikipedia`},{description:`A large English dataset with text crawled from the web.`,id:`c4`}],demo:{inputs:[{label:`Input`,content:`The <mask> barked at me`,type:`text`}],outputs:[{type:`chart`,data:[{label:`wolf`,score:.487},{label:`dog`,score:.061},{label:`cat`,score:.058},{label:`fox`,score:.047},{label:`squirrel`,score:.025}]}]},metrics:[{description:`Cross Entropy is a metric that calculates the difference between two probability distributions. Each probability distribution is the distribution of predicted words`,id:`cross_entropy`},{description:`Perplexity is the exponential of the cross-entropy loss. It evaluates the probabilities assigned to the next word by the model. Lower perplexity indicates better performance`,id:`perplexity`}],models:[{description:`State-of-the-art masked language model.`,id:`answerdotai/ModernBERT-large`},{description:`A multilingual model trained on 100 languages.`,id:`FacebookAI/xlm-roberta-base`}],spaces:[],summary:`Masked language modeling is the task of masking some of the words in a sentence and predicting which words should replace those masks. These models are useful when we want to get a statistical understanding of the language in which the model is trained in.`,widgetModels:[`distilroberta-base`],youtubeId:`mqElG5QJWUg`},re={datasets:[{description:`Benchmark dataset used for image classification with images that belong to 100 classes.`,id:`cifar100`},{description:`Dataset consisting of images of garments.`,id:`fashion_mnist`}],demo:{inputs:[{filename:`image-classification-input.jpeg`,type:`img`}],outputs:[{type:`chart`,data:[{label:`Egyptian cat`,score:.514},{label:`Tabby cat`,score:.193},{label:`Tiger cat`,score:.068}]}]},metrics:[{description:``,id:`accuracy`},{description:``,id:`recall`},{description:``,id:`precision`},{description:``,id:`f1`}],models:[{description:`A strong image classification model.`,id:`google/vit-base-patch16-224`},{description:`A robust image classification model.`,id:`facebook/deit-base-distilled-patch16-224`},{description:`A strong image classification model.`,id:`facebook/convnext-large-224`}],spaces:[{description:`A leaderboard to evaluate different image classification models.`,id:`timm/leaderboard`}],summary:`Image classification is the task of assigning a label or class to an entire image. Images are expected to have only one class for each image. Image classification models take an image as input and return a prediction about which class the image belongs to.`,widgetModels:[`google/vit-base-patch16-224`],youtubeId:`tjAIM7BOYhw`},ie={datasets:[{description:`ImageNet-1K is a image classification dataset in which images are used to train image-feature-extraction models.`,id:`imagenet-1k`}],demo:{inputs:[{filename:`mask-generation-input.png`,type:`img`}],outputs:[{table:[[`Dimension 1`,`Dimension 2`,`Dimension 3`],[`0.21236686408519745`,`1.0919708013534546`,`0.8512550592422485`],[`0.809657871723175`,`-0.18544459342956543`,`-0.7851548194885254`],[`1.3103108406066895`,`-0.2479034662246704`,`-0.9107287526130676`],[`1.8536205291748047`,`-0.36419737339019775`,`0.09717650711536407`]],type:`tabular`}]},metrics:[],models:[{description:`A powerful image feature extraction model.`,id:`timm/vit_large_patch14_dinov2.lvd142m`},{description:`A strong image feature extraction model.`,id:`nvidia/MambaVision-T-1K`},{description:`A robust image feature extraction model.`,id:`facebook/dino-vitb16`},{description:`Cutting-edge image feature extraction model.`,id:`apple/aimv2-large-patch14-336-distilled`},{description:`Strong image feature extraction model that can be used on images and documents.`,id:`OpenGVLab/InternViT-6B-448px-V1-2`}],spaces:[{description:`A leaderboard to evaluate different image-feature-extraction models on classification performances`,id:`timm/leaderboard`}],summary:`Image feature extraction is the task of extracting features learnt in a computer vision model.`,widgetModels:[]},ae={datasets:[{description:`Synthetic dataset, for image relighting`,id:`VIDIT`},{description:`Multiple images of celebrities, used for facial expression translation`,id:`huggan/CelebA-faces`},{description:`12M image-caption pairs.`,id:`Spawning/PD12M`}],demo:{inputs:[{filename:`image-to-image-input.jpeg`,type:`img`}],outputs:[{filename:`image-to-image-output.png`,type:`img`}]},isPlaceholder:!1,metrics:[{description:`Peak Signal to Noise Ratio (PSNR) is an approximation of the human perception, considering the ratio of the absolute intensity with respect to the variations. Measured in dB, a high value indicates a high fidelity.`,id:`PSNR`},{description:`Structural Similarity Index (SSIM) is a perceptual metric which compares the luminance, contrast and structure of two images. The values of SSIM range between -1 and 1, and higher values indicate closer resemblance to the original image.`,id:`SSIM`},{description:`Inception Score (IS) is an analysis of the labels predicted by an image classification model when presented with a sample of the generated images.`,id:`IS`}],models:[{description:`An image-to-image model to improve image resolution.`,id:`fal/AuraSR-v2`},{description:`Powerful image editing model.`,id:`black-forest-labs/FLUX.1-Kontext-dev`},{description:`Virtual try-on model.`,id:`yisol/IDM-VTON`},{description:`Image re-lighting model.`,id:`kontext-community/relighting-kontext-dev-lora-v3`},{description:`Strong model for inpainting and outpainting.`,id:`black-forest-labs/FLUX.1-Fill-dev`},{description:`Strong model for image editing using depth maps.`,id:`black-forest-labs/FLUX.1-Depth-dev-lora`}],spaces:[{description:`Image editing application.`,id:`black-forest-labs/FLUX.1-Kontext-Dev`},{description:`Image relighting application.`,id:`lllyasviel/iclight-v2-vary`},{description:`An application for image upscaling.`,id:`jasperai/Flux.1-dev-Controlnet-Upscaler`}],summary:`Image-to-image is the task of transforming an input image through a variety of possible manipulations and enhancements, such as super-resolution, image inpainting, colorization, and more.`,widgetModels:[`Qwen/Qwen-Image`],youtubeId:``},oe={datasets:[{description:`Dataset from 12M image-text of Reddit`,id:`red_caps`},{description:`Dataset from 3.3M images of Google`,id:`datasets/conceptual_captions`}],demo:{inputs:[{filename:`savanna.jpg`,type:`img`}],outputs:[{label:`Detailed description`,content:`a herd of giraffes and zebras grazing in a field`,type:`text`}]},metrics:[],models:[{description:`Strong OCR model.`,id:`allenai/olmOCR-7B-0725`},{description:`Powerful image captioning model.`,id:`fancyfeast/llama-joycaption-beta-one-hf-llava`}],spaces:[{description:`SVG generator app from images.`,id:`multimodalart/OmniSVG-3B`},{description:`An application that converts documents to markdown.`,id:`numind/NuMarkdown-8B-Thinking`},{description:`An application that can caption images.`,id:`fancyfeast/joy-caption-beta-one`}],summary:`Image to text models output a text from a given image. Image captioning or optical character recognition can be considered as the most common applications of image to text.`,widgetModels:[`Salesforce/blip-image-captioning-large`],youtubeId:``},se={datasets:[{description:`Instructions composed of image and text.`,id:`liuhaotian/LLaVA-Instruct-150K`},{description:`Collection of image-text pairs on scientific topics.`,id:`DAMO-NLP-SG/multimodal_textbook`},{description:`A collection of datasets made for model fine-tuning.`,id:`HuggingFaceM4/the_cauldron`},{description:`Screenshots of websites with their HTML/CSS codes.`,id:`HuggingFaceM4/WebSight`}],demo:{inputs:[{filename:`image-text-to-text-input.png`,type:`img`},{label:`Text Prompt`,content:`Describe the position of the bee in detail.`,type:`text`}],outputs:[{label:`Answer`,content:`The bee is sitting on a pink flower, surrounded by other flowers. The bee is positioned in the center of the flower, with its head and front legs sticking out.`,type:`text`}]},metrics:[],models:[{description:`Small and efficient yet powerful vision language model.`,id:`HuggingFaceTB/SmolVLM-Instruct`},{description:`Cutting-edge reasoning vision language model.`,id:`zai-org/GLM-4.5V`},{description:`Cutting-edge small vision language model to convert documents to text.`,id:`rednote-hilab/dots.ocr`},{description:`Small yet powerful model.`,id:`Qwen/Qwen2.5-VL-3B-Instruct`},{description:`Image-text-to-text model with agentic capabilities.`,id:`microsoft/Magma-8B`}],spaces:[{description:`Leaderboard to evaluate vision language models.`,id:`opencompass/open_vlm_leaderboard`},{description:`An application that compares object detection capabilities of different vision language models.`,id:`sergiopaniego/vlm_object_understanding`},{description:`An application to compare different OCR models.`,id:`prithivMLmods/Multimodal-OCR`}],summary:`Image-text-to-text models take in an image and text prompt and output text. These models are also called vision-language models, or VLMs. The difference from image-to-text models is that these models take an additional text input, not restricting the model to certain use cases like image captioning, and may also be trained to accept a conversation as input.`,widgetModels:[`zai-org/GLM-4.5V`],youtubeId:`IoGaGfU1CIg`},ce={datasets:[],demo:{inputs:[{filename:`image-text-to-image-input.jpeg`,type:`img`},{label:`Input`,content:`A city above clouds, pastel colors, Victorian style`,type:`text`}],outputs:[{filename:`image-text-to-image-output.png`,type:`img`}]},metrics:[{description:`The Fréchet Inception Distance (FID) calculates the distance between distributions between synthetic and real samples. A lower FID score indicates better similarity between the distributions of real and generated images.`,id:`FID`},{description:`CLIP Score measures the similarity between the generated image and the text prompt using CLIP embeddings. A higher score indicates better alignment with the text prompt.`,id:`CLIP`}],models:[{description:`A powerful model for image-text-to-image generation.`,id:`black-forest-labs/FLUX.2-dev`}],spaces:[{description:`An application for image-text-to-image generation.`,id:`black-forest-labs/FLUX.2-dev`}],summary:`Image-text-to-image models take an image and a text prompt as input and generate a new image based on the reference image and text instructions. These models are useful for image editing, style transfer, image variations, and guided image generation tasks.`,widgetModels:[`black-forest-labs/FLUX.2-dev`],youtubeId:void 0},le={datasets:[],demo:{inputs:[{filename:`image-text-to-video-input.jpg`,type:`img`},{label:`Input`,content:`Darth Vader is surfing on the waves.`,type:`text`}],outputs:[{filename:`image-text-to-video-output.gif`,type:`img`}]},metrics:[{description:`Frechet Video Distance uses a model that captures coherence for changes in frames and the quality of each frame. A smaller score indicates better video generation.`,id:`fvd`},{description:`CLIPSIM measures similarity between video frames and text using an image-text similarity model. A higher score indicates better video generation.`,id:`clipsim`}],models:[{description:`A powerful model for image-text-to-video generation.`,id:`Lightricks/LTX-Video`}],spaces:[{description:`An application for image-text-to-video generation.`,id:`Lightricks/ltx-video-distilled`}],summary:`Image-text-to-video models take an reference image and a text instructions as and generate a video based on them. These models are useful for animating still images, creating dynamic content from static references, and generating videos with specific motion or transformation guidance.`,widgetModels:[`Lightricks/LTX-Video`],youtubeId:void 0},ue={datasets:[{description:`Scene segmentation dataset.`,id:`scene_parse_150`}],demo:{inputs:[{filename:`image-segmentation-input.jpeg`,type:`img`}],outputs:[{filename:`image-segmentation-output.png`,type:`img`}]},metrics:[{description:`Average Precision (AP) is the Area Under the PR Curve (AUC-PR). It is calculated for each semantic class separately`,id:`Average Precision`},{description:`Mean Average Precision (mAP) is the overall average of the AP values`,id:`Mean Average Precision`},{description:`Intersection over Union (IoU) is the overlap of segmentation masks. Mean IoU is the average of the IoU of all semantic classes`,id:`Mean Intersection over Union`},{description:`APα is the Average Precision at the IoU threshold of a α value, for example, AP50 and AP75`,id:`APα`}],models:[{description:`Solid panoptic segmentation model trained on COCO.`,id:`tue-mps/coco_panoptic_eomt_large_640`},{description:`Background removal model.`,id:`briaai/RMBG-1.4`},{description:`A multipurpose image segmentation model for high resolution images.`,id:`ZhengPeng7/BiRefNet`},{description:`Powerful human-centric image segmentation model.`,id:`facebook/sapiens-seg-1b`},{description:`Panoptic segmentation model trained on the COCO (common objects) dataset.`,id:`facebook/mask2former-swin-large-coco-panoptic`}],spaces:[{description:`A semantic segmentation application that can predict unseen instances out of the box.`,id:`facebook/ov-seg`},{description:`One of the strongest segmentation applications.`,id:`jbrinkma/segment-anything`},{description:`A human-centric segmentation model.`,id:`facebook/sapiens-pose`},{description:`An instance segmentation application to predict neuronal cell types from microscopy images.`,id:`rashmi/sartorius-cell-instance-segmentation`},{description:`An application that segments videos.`,id:`ArtGAN/Segment-Anything-Video`},{description:`An panoptic segmentation application built for outdoor environments.`,id:`segments/panoptic-segment-anything`}],summary:`Image Segmentation divides an image into segments where each pixel in the image is mapped to an object. This task has multiple variants such as instance segmentation, panoptic segmentation and semantic segmentation.`,widgetModels:[`nvidia/segformer-b0-finetuned-ade-512-512`],youtubeId:`dKE8SIt9C-w`},de={datasets:[{description:`A benchmark dataset for reference image controlled video generation.`,id:`ali-vilab/VACE-Benchmark`},{description:`A dataset of video generation style preferences.`,id:`Rapidata/sora-video-generation-style-likert-scoring`},{description:`A dataset with videos and captions throughout the videos.`,id:`BestWishYsh/ChronoMagic`}],demo:{inputs:[{filename:`image-to-video-input.jpg`,type:`img`},{label:`Optional Text Prompt`,content:`This penguin is dancing`,type:`text`}],outputs:[{filename:`image-to-video-output.gif`,type:`img`}]},metrics:[{description:`Fréchet Video Distance (FVD) measures the perceptual similarity between the distributions of generated videos and a set of real videos, assessing overall visual quality and temporal coherence of the video generated from an input image.`,id:`fvd`},{description:`CLIP Score measures the semantic similarity between a textual prompt (if provided alongside the input image) and the generated video frames. It evaluates how well the video's generated content and motion align with the textual description, conditioned on the initial image.`,id:`clip_score`},{description:`First Frame Fidelity, often measured using LPIPS (Learned Perceptual Image Patch Similarity), PSNR, or SSIM, quantifies how closely the first frame of the generated video matches the input conditioning image.`,id:`lpips`},{description:`Identity Preservation Score measures the consistency of identity (e.g., a person's face or a specific object's characteristics) between the input image and throughout the generated video frames, often calculated using features from specialized models like face recognition (e.g., ArcFace) or re-identification models.`,id:`identity_preservation`},{description:`Motion Score evaluates the quality, realism, and temporal consistency of motion in the video generated from a static image. This can be based on optical flow analysis (e.g., smoothness, magnitude), consistency of object trajectories, or specific motion plausibility assessments.`,id:`motion_score`}],models:[{description:`LTX-Video, a 13B parameter model for high quality video generation`,id:`Lightricks/LTX-Video-0.9.7-dev`},{description:`A 14B parameter model for reference image controlled video generation`,id:`Wan-AI/Wan2.1-VACE-14B`},{description:`An image-to-video generation model using FramePack F1 methodology with Hunyuan-DiT architecture`,id:`lllyasviel/FramePack_F1_I2V_HY_20250503`},{description:`A distilled version of the LTX-Video-0.9.7-dev model for faster inference`,id:`Lightricks/LTX-Video-0.9.7-distilled`},{description:`An image-to-video generation model by Skywork AI, 14B parameters, producing 720p videos.`,id:`Skywork/SkyReels-V2-I2V-14B-720P`},{description:`Image-to-video variant of Tencent's HunyuanVideo.`,id:`tencent/HunyuanVideo-I2V`},{description:`A 14B parameter model for 720p image-to-video generation by Wan-AI.`,id:`Wan-AI/Wan2.1-I2V-14B-720P`},{description:`A Diffusers version of the Wan2.1-I2V-14B-720P model for 720p image-to-video generation.`,id:`Wan-AI/Wan2.1-I2V-14B-720P-Diffusers`}],spaces:[{description:`An application to generate videos fast.`,id:`Lightricks/ltx-video-distilled`},{description:`Generate videos with the FramePack-F1`,id:`linoyts/FramePack-F1`},{description:`Generate videos with the FramePack`,id:`lisonallen/framepack-i2v`},{description:`Wan2.1 with CausVid LoRA`,id:`multimodalart/wan2-1-fast`},{description:`A demo for Stable Video Diffusion`,id:`multimodalart/stable-video-diffusion`}],summary:`Image-to-video models take a still image as input and generate a video. These models can be guided by text prompts to influence the content and style of the output video.`,widgetModels:[],youtubeId:void 0},fe={datasets:[{description:`Widely used benchmark dataset for multiple Vision tasks.`,id:`merve/coco2017`},{description:`Medical Imaging dataset of the Human Brain for segmentation and mask generating tasks`,id:`rocky93/BraTS_segmentation`}],demo:{inputs:[{filename:`mask-generation-input.png`,type:`img`}],outputs:[{filename:`mask-generation-output.png`,type:`img`}]},metrics:[{description:`IoU is used to measure the overlap between predicted mask and the ground truth mask.`,id:`Intersection over Union (IoU)`}],models:[{description:`Small yet powerful mask generation model.`,id:`Zigeng/SlimSAM-uniform-50`},{description:`Very strong mask generation model.`,id:`facebook/sam2-hiera-large`}],spaces:[{description:`An application that combines a mask generation model with a zero-shot object detection model for text-guided image segmentation.`,id:`merve/OWLSAM2`},{description:`An application that compares the performance of a large and a small mask generation model.`,id:`merve/slimsam`},{description:`An application based on an improved mask generation model.`,id:`SkalskiP/segment-anything-model-2`},{description:`An application to remove objects from videos using mask generation models.`,id:`SkalskiP/SAM_and_ProPainter`}],summary:`Mask generation is the task of generating masks that identify a specific object or region of interest in a given image. Masks are often used in segmentation tasks, where they provide a precise way to isolate the object of interest for further processing or analysis.`,widgetModels:[],youtubeId:``},pe={datasets:[{description:`Widely used benchmark dataset for multiple vision tasks.`,id:`merve/coco2017`},{description:`Multi-task computer vision benchmark.`,id:`merve/pascal-voc`}],demo:{inputs:[{filename:`object-detection-input.jpg`,type:`img`}],outputs:[{filename:`object-detection-output.jpg`,type:`img`}]},metrics:[{description:`The Average Precision (AP) metric is the Area Under the PR Curve (AUC-PR). It is calculated for each class separately`,id:`Average Precision`},{description:`The Mean Average Precision (mAP) metric is the overall average of the AP values`,id:`Mean Average Precision`},{description:`The APα metric is the Average Precision at the IoU threshold of a α value, for example, AP50 and AP75`,id:`APα`}],models:[{description:`Solid object detection model pre-trained on the COCO 2017 dataset.`,id:`facebook/detr-resnet-50`},{description:`Accurate object detection model.`,id:`IDEA-Research/dab-detr-resnet-50`},{description:`Fast and accurate object detection model.`,id:`PekingU/rtdetr_v2_r50vd`},{description:`Object detection model for low-lying objects.`,id:`StephanST/WALDO30`}],spaces:[{description:`Real-time object detection demo.`,id:`Roboflow/RF-DETR`},{description:`An application that contains various object detection models to try from.`,id:`Gradio-Blocks/Object-Detection-With-DETR-and-YOLOS`},{description:`A cutting-edge object detection application.`,id:`sunsmarterjieleaf/yolov12`},{description:`An object tracking, segmentation and inpainting application.`,id:`VIPLab/Track-Anything`},{description:`Very fast object tracking application based on object detection.`,id:`merve/RT-DETR-tracking-coco`}],summary:`Object Detection models allow users to identify objects of certain defined classes. Object detection models receive an image as input and output the images with bounding boxes and labels on detected objects.`,widgetModels:[`facebook/detr-resnet-50`],youtubeId:`WdAeKSOpxhw`},me={datasets:[{description:`NYU Depth V2 Dataset: Video dataset containing both RGB and depth sensor data.`,id:`sayakpaul/nyu_depth_v2`},{description:`Monocular depth estimation benchmark based without noise and errors.`,id:`depth-anything/DA-2K`}],demo:{inputs:[{filename:`depth-estimation-input.jpg`,type:`img`}],outputs:[{filename:`depth-estimation-output.png`,type:`img`}]},metrics:[],models:[{description:`Cutting-edge depth estimation model.`,id:`depth-anything/Depth-Anything-V2-Large`},{description:`A strong monocular depth estimation model.`,id:`jingheya/lotus-depth-g-v1-0`},{description:`A depth estimation model that predicts depth in videos.`,id:`tencent/DepthCrafter`},{description:`A robust depth estimation model.`,id:`apple/DepthPro-hf`}],spaces:[{description:`An application that predicts the depth of an image and then reconstruct the 3D model as voxels.`,id:`radames/dpt-depth-estimation-3d-voxels`},{description:`An application for bleeding-edge depth estimation.`,id:`akhaliq/depth-pro`},{description:`An application on cutting-edge depth estimation in videos.`,id:`tencent/DepthCrafter`},{description:`A human-centric depth estimation application.`,id:`facebook/sapiens-depth`}],summary:`Depth estimation is the task of predicting depth of the objects present in an image.`,widgetModels:[``],youtubeId:``},he={datasets:[],demo:{inputs:[],outputs:[]},isPlaceholder:!0,metrics:[],models:[],spaces:[],summary:``,widgetModels:[],youtubeId:void 0,canonicalId:void 0},ge={datasets:[{description:`A curation of widely used datasets for Data Driven Deep Reinforcement Learning (D4RL)`,id:`edbeeching/decision_transformer_gym_replay`}],demo:{inputs:[{label:`State`,content:`Red traffic light, pedestrians are about to pass.`,type:`text`}],outputs:[{label:`Action`,content:`Stop the car.`,type:`text`},{label:`Next State`,content:`Yellow light, pedestrians have crossed.`,type:`text`}]},metrics:[{description:`Accumulated reward across all time steps discounted by a factor that ranges between 0 and 1 and determines how much the agent optimizes for future relative to immediate rewards. Measures how good is the policy ultimately found by a given algorithm considering uncertainty over the future.`,id:`Discounted Total Reward`},{description:`Average return obtained after running the policy for a certain number of evaluation episodes. As opposed to total reward, mean reward considers how much reward a given algorithm receives while learning.`,id:`Mean Reward`},{description:`Measures how good a given algorithm is after a predefined time. Some algorithms may be guaranteed to converge to optimal behavior across many time steps. However, an agent that reaches an acceptable level of optimality after a given time horizon may be preferable to one that ultimately reaches optimality but takes a long time.`,id:`Level of Performance After Some Time`}],models:[{description:`A Reinforcement Learning model trained on expert data from the Gym Hopper environment`,id:`edbeeching/decision-transformer-gym-hopper-expert`},{description:`A PPO agent playing seals/CartPole-v0 using the stable-baselines3 library and the RL Zoo.`,id:`HumanCompatibleAI/ppo-seals-CartPole-v0`}],spaces:[{description:`An application for a cute puppy agent learning to catch a stick.`,id:`ThomasSimonini/Huggy`},{description:`An application to play Snowball Fight with a reinforcement learning agent.`,id:`ThomasSimonini/SnowballFight`}],summary:`Reinforcement learning is the computational approach of learning from action by interacting with an environment through trial and error and receiving rewards (negative or positive) as feedback`,widgetModels:[],youtubeId:`q0BiUn5LiBc`},_e={datasets:[{description:`A famous question answering dataset based on English articles from Wikipedia.`,id:`squad_v2`},{description:`A dataset of aggregated anonymized actual queries issued to the Google search engine.`,id:`natural_questions`}],demo:{inputs:[{label:`Question`,content:`Which name is also used to describe the Amazon rainforest in English?`,type:`text`},{label:`Context`,content:`The Amazon rainforest, also known in English as Amazonia or the Amazon Jungle`,type:`text`}],outputs:[{label:`Answer`,content:`Amazonia`,type:`text`}]},metrics:[{description:`Exact Match is a metric based on the strict character match of the predicted answer and the right answer. For answers predicted correctly, the Exact Match will be 1. Even if only one character is different, Exact Match will be 0`,id:`exact-match`},{description:` The F1-Score metric is useful if we value both false positives and false negatives equally. The F1-Score is calculated on each word in the predicted sequence against the correct answer`,id:`f1`}],models:[{description:`A robust baseline model for most question answering domains.`,id:`deepset/roberta-base-squad2`},{description:`Small yet robust model that can answer questions.`,id:`distilbert/distilbert-base-cased-distilled-squad`},{description:`A special model that can answer questions from tables.`,id:`google/tapas-base-finetuned-wtq`}],spaces:[{description:`An application that can answer a long question from Wikipedia.`,id:`deepset/wikipedia-assistant`}],summary:`Question Answering models can retrieve the answer to a question from a given text, which is useful for searching for an answer in a document. Some question answering models can generate answers without context!`,widgetModels:[`deepset/roberta-base-squad2`],youtubeId:`ajPx5LwJD-I`},ve={datasets:[{description:`Bing queries with relevant passages from various web sources.`,id:`microsoft/ms_marco`}],demo:{inputs:[{label:`Source sentence`,content:`Machine learning is so easy.`,type:`text`},{label:`Sentences to compare to`,content:`Deep learning is so straightforward.`,type:`text`},{label:``,content:`This is so difficult, like rocket science.`,type:`text`},{label:``,content:`I can't believe how much I struggled with this.`,type:`text`}],outputs:[{type:`chart`,data:[{label:`Deep learning is so straightforward.`,score:.623},{label:`This is so difficult, like rocket science.`,score:.413},{label:`I can't believe how much I struggled with this.`,score:.256}]}]},metrics:[{description:`Reciprocal Rank is a measure used to rank the relevancy of documents given a set of documents. Reciprocal Rank is the reciprocal of the rank of the document retrieved, meaning, if the rank is 3, the Reciprocal Rank is 0.33. If the rank is 1, the Reciprocal Rank is 1`,id:`Mean Reciprocal Rank`},{description:`The similarity of the embeddings is evaluated mainly on cosine similarity. It is calculated as the cosine of the angle between two vectors. It is particularly useful when your texts are not the same length`,id:`Cosine Similarity`}],models:[{description:`This model works well for sentences and paragraphs and can be used for clustering/grouping and semantic searches.`,id:`sentence-transformers/all-mpnet-base-v2`},{description:`A multilingual robust sentence similarity model.`,id:`BAAI/bge-m3`},{description:`A robust sentence similarity model.`,id:`HIT-TMG/KaLM-embedding-multilingual-mini-instruct-v1.5`}],spaces:[{description:`An application that leverages sentence similarity to answer questions from YouTube videos.`,id:`Gradio-Blocks/Ask_Questions_To_YouTube_Videos`},{description:`An application that retrieves relevant PubMed abstracts for a given online article which can be used as further references.`,id:`Gradio-Blocks/pubmed-abstract-retriever`},{description:`An application that leverages sentence similarity to summarize text.`,id:`nickmuchi/article-text-summarizer`},{description:`A guide that explains how Sentence Transformers can be used for semantic search.`,id:`sentence-transformers/Sentence_Transformers_for_semantic_search`}],summary:`Sentence Similarity is the task of determining how similar two texts are. Sentence similarity models convert input texts into vectors (embeddings) that capture semantic information and calculate how close (similar) they are between them. This task is particularly useful for information retrieval and clustering/grouping.`,widgetModels:[`sentence-transformers/all-MiniLM-L6-v2`],youtubeId:`VCZq5AkbNEU`},ye={canonicalId:`text-generation`,datasets:[{description:`News articles in five different languages along with their summaries. Widely used for benchmarking multilingual summarization models.`,id:`mlsum`},{description:`English conversations and their summaries. Useful for benchmarking conversational agents.`,id:`samsum`}],demo:{inputs:[{label:`Input`,content:`The tower is 324 metres (1,063 ft) tall, about the same height as an 81-storey building, and the tallest structure in Paris. Its base is square, measuring 125 metres (410 ft) on each side. It was the first structure to reach a height of 300 metres. Excluding transmitters, the Eiffel Tower is the second tallest free-standing structure in France after the Millau Viaduct.`,type:`text`}],outputs:[{label:`Output`,content:`The tower is 324 metres (1,063 ft) tall, about the same height as an 81-storey building. It was the first structure to reach a height of 300 metres.`,type:`text`}]},metrics:[{description:`The generated sequence is compared against its summary, and the overlap of tokens are counted. ROUGE-N refers to overlap of N subsequent tokens, ROUGE-1 refers to overlap of single tokens and ROUGE-2 is the overlap of two subsequent tokens.`,id:`rouge`}],models:[{description:`A strong summarization model trained on English news articles. Excels at generating factual summaries.`,id:`facebook/bart-large-cnn`},{description:`A summarization model trained on medical articles.`,id:`Falconsai/medical_summarization`}],spaces:[{description:`An application that can summarize long paragraphs.`,id:`pszemraj/summarize-long-text`},{description:`A much needed summarization application for terms and conditions.`,id:`ml6team/distilbart-tos-summarizer-tosdr`},{description:`An application that summarizes long documents.`,id:`pszemraj/document-summarization`},{description:`An application that can detect errors in abstractive summarization.`,id:`ml6team/post-processing-summarization`}],summary:`Summarization is the task of producing a shorter version of a document while preserving its important information. Some models can extract text from the original input, while other models can generate entirely new text.`,widgetModels:[`facebook/bart-large-cnn`],youtubeId:`yHnr5Dk2zCI`},be={datasets:[{description:`The WikiTableQuestions dataset is a large-scale dataset for the task of question answering on semi-structured tables.`,id:`wikitablequestions`},{description:`WikiSQL is a dataset of 80654 hand-annotated examples of questions and SQL queries distributed across 24241 tables from Wikipedia.`,id:`wikisql`}],demo:{inputs:[{table:[[`Rank`,`Name`,`No.of reigns`,`Combined days`],[`1`,`lou Thesz`,`3`,`3749`],[`2`,`Ric Flair`,`8`,`3103`],[`3`,`Harley Race`,`7`,`1799`]],type:`tabular`},{label:`Question`,content:`What is the number of reigns for Harley Race?`,type:`text`}],outputs:[{label:`Result`,content:`7`,type:`text`}]},metrics:[{description:`Checks whether the predicted answer(s) is the same as the ground-truth answer(s).`,id:`Denotation Accuracy`}],models:[{description:`A table question answering model that is capable of neural SQL execution, i.e., employ TAPEX to execute a SQL query on a given table.`,id:`microsoft/tapex-base`},{description:`A robust table question answering model.`,id:`google/tapas-base-finetuned-wtq`}],spaces:[{description:`An application that answers questions based on table CSV files.`,id:`katanaml/table-query`}],summary:`Table Question Answering (Table QA) is the answering a question about an information on a given table.`,widgetModels:[`google/tapas-base-finetuned-wtq`]},xe={datasets:[{description:`A comprehensive curation of datasets covering all benchmarks.`,id:`inria-soda/tabular-benchmark`}],demo:{inputs:[{table:[[`Glucose`,`Blood Pressure `,`Skin Thickness`,`Insulin`,`BMI`],[`148`,`72`,`35`,`0`,`33.6`],[`150`,`50`,`30`,`0`,`35.1`],[`141`,`60`,`29`,`1`,`39.2`]],type:`tabular`}],outputs:[{table:[[`Diabetes`],[`1`],[`1`],[`0`]],type:`tabular`}]},metrics:[{description:``,id:`accuracy`},{description:``,id:`recall`},{description:``,id:`precision`},{description:``,id:`f1`}],models:[{description:`Breast cancer prediction model based on decision trees.`,id:`scikit-learn/cancer-prediction-trees`}],spaces:[{description:`An application that can predict defective products on a production line.`,id:`scikit-learn/tabular-playground`},{description:`An application that compares various tabular classification techniques on different datasets.`,id:`scikit-learn/classification`}],summary:`Tabular classification is the task of classifying a target category (a group) based on set of attributes.`,widgetModels:[`scikit-learn/tabular-playground`],youtubeId:``},Se={datasets:[{description:`A comprehensive curation of datasets covering all benchmarks.`,id:`inria-soda/tabular-benchmark`}],demo:{inputs:[{table:[[`Car Name`,`Horsepower`,`Weight`],[`ford torino`,`140`,`3,449`],[`amc hornet`,`97`,`2,774`],[`toyota corolla`,`65`,`1,773`]],type:`tabular`}],outputs:[{table:[[`MPG (miles per gallon)`],[`17`],[`18`],[`31`]],type:`tabular`}]},metrics:[{description:``,id:`mse`},{description:`Coefficient of determination (or R-squared) is a measure of how well the model fits the data. Higher R-squared is considered a better fit.`,id:`r-squared`}],models:[{description:`Fish weight prediction based on length measurements and species.`,id:`scikit-learn/Fish-Weight`}],spaces:[{description:`An application that can predict weight of a fish based on set of attributes.`,id:`scikit-learn/fish-weight-prediction`}],summary:`Tabular regression is the task of predicting a numerical value given a set of attributes.`,widgetModels:[`scikit-learn/Fish-Weight`],youtubeId:``},Ce={datasets:[{description:`RedCaps is a large-scale dataset of 12M image-text pairs collected from Reddit.`,id:`red_caps`},{description:`Conceptual Captions is a dataset consisting of ~3.3M images annotated with captions.`,id:`conceptual_captions`},{description:`12M image-caption pairs.`,id:`Spawning/PD12M`}],demo:{inputs:[{label:`Input`,content:`A city above clouds, pastel colors, Victorian style`,type:`text`}],outputs:[{filename:`image.jpeg`,type:`img`}]},metrics:[{description:`The Inception Score (IS) measure assesses diversity and meaningfulness. It uses a generated image sample to predict its label. A higher score signifies more diverse and meaningful images.`,id:`IS`},{description:`The Fréchet Inception Distance (FID) calculates the distance between distributions between synthetic and real samples. A lower FID score indicates better similarity between the distributions of real and generated images.`,id:`FID`},{description:`R-precision assesses how the generated image aligns with the provided text description. It uses the generated images as queries to retrieve relevant text descriptions. The top 'r' relevant descriptions are selected and used to calculate R-precision as r/R, where 'R' is the number of ground truth descriptions associated with the generated images. A higher R-precision value indicates a better model.`,id:`R-Precision`}],models:[{description:`One of the most powerful image generation models that can generate realistic outputs.`,id:`black-forest-labs/FLUX.1-Krea-dev`},{description:`A powerful image generation model.`,id:`Qwen/Qwen-Image`},{description:`Powerful and fast image generation model.`,id:`ByteDance/SDXL-Lightning`},{description:`A powerful text-to-image model.`,id:`ByteDance/Hyper-SD`}],spaces:[{description:`A powerful text-to-image application.`,id:`stabilityai/stable-diffusion-3-medium`},{description:`A text-to-image application to generate comics.`,id:`jbilcke-hf/ai-comic-factory`},{description:`An application to match multiple custom image generation models.`,id:`multimodalart/flux-lora-lab`},{description:`A powerful yet very fast image generation application.`,id:`latent-consistency/lcm-lora-for-sdxl`},{description:`A gallery to explore various text-to-image models.`,id:`multimodalart/LoraTheExplorer`},{description:"An application for `text-to-image`, `image-to-image` and image inpainting.",id:`ArtGAN/Stable-Diffusion-ControlNet-WebUI`},{description:`An application to generate realistic images given photos of a person and a prompt.`,id:`InstantX/InstantID`}],summary:`Text-to-image is the task of generating images from input text. These pipelines can also be used to modify and edit images based on text prompts.`,widgetModels:[`black-forest-labs/FLUX.1-dev`],youtubeId:``},we={canonicalId:`text-to-audio`,datasets:[{description:`10K hours of multi-speaker English dataset.`,id:`parler-tts/mls_eng_10k`},{description:`Multi-speaker English dataset.`,id:`mythicinfinity/libritts_r`},{description:`Multi-lingual dataset.`,id:`facebook/multilingual_librispeech`}],demo:{inputs:[{label:`Input`,content:`I love audio models on the Hub!`,type:`text`}],outputs:[{filename:`audio.wav`,type:`audio`}]},metrics:[{description:`The Mel Cepstral Distortion (MCD) metric is used to calculate the quality of generated speech.`,id:`mel cepstral distortion`}],models:[{description:`Small yet powerful TTS model.`,id:`KittenML/kitten-tts-nano-0.1`},{description:`Bleeding edge TTS model.`,id:`ResembleAI/chatterbox`},{description:`A massively multi-lingual TTS model.`,id:`fishaudio/fish-speech-1.5`},{description:`A text-to-dialogue model.`,id:`nari-labs/Dia-1.6B-0626`}],spaces:[{description:`An application for generate high quality speech in different languages.`,id:`hexgrad/Kokoro-TTS`},{description:`A multilingual text-to-speech application.`,id:`fishaudio/fish-speech-1`},{description:`Performant TTS application.`,id:`ResembleAI/Chatterbox`},{description:`An application to compare different TTS models.`,id:`TTS-AGI/TTS-Arena-V2`},{description:`An application that generates podcast episodes.`,id:`ngxson/kokoro-podcast-generator`}],summary:`Text-to-Speech (TTS) is the task of generating natural sounding speech given text input. TTS models can be extended to have a single model that generates speech for multiple speakers and multiple languages.`,widgetModels:[`suno/bark`],youtubeId:`NW62DpzJ274`},Te={datasets:[{description:`A widely used dataset useful to benchmark named entity recognition models.`,id:`eriktks/conll2003`},{description:`A multilingual dataset of Wikipedia articles annotated for named entity recognition in over 150 different languages.`,id:`unimelb-nlp/wikiann`}],demo:{inputs:[{label:`Input`,content:`My name is Omar and I live in Zürich.`,type:`text`}],outputs:[{text:`My name is Omar and I live in Zürich.`,tokens:[{type:`PERSON`,start:11,end:15},{type:`GPE`,start:30,end:36}],type:`text-with-tokens`}]},metrics:[{description:``,id:`accuracy`},{description:``,id:`recall`},{description:``,id:`precision`},{description:``,id:`f1`}],models:[{description:`A robust performance model to identify people, locations, organizations and names of miscellaneous entities.`,id:`dslim/bert-base-NER`},{description:`A strong model to identify people, locations, organizations and names in multiple languages.`,id:`FacebookAI/xlm-roberta-large-finetuned-conll03-english`},{description:`A token classification model specialized on medical entity recognition.`,id:`blaze999/Medical-NER`},{description:`Flair models are typically the state of the art in named entity recognition tasks.`,id:`flair/ner-english`}],spaces:[{description:`An application that can recognizes entities, extracts noun chunks and recognizes various linguistic features of each token.`,id:`spacy/gradio_pipeline_visualizer`}],summary:`Token classification is a natural language understanding task in which a label is assigned to some tokens in a text. Some popular token classification subtasks are Named Entity Recognition (NER) and Part-of-Speech (PoS) tagging. NER models could be trained to identify specific entities in a text, such as dates, individuals and places; and PoS tagging would identify, for example, which words in a text are verbs, nouns, and punctuation marks.`,widgetModels:[`FacebookAI/xlm-roberta-large-finetuned-conll03-english`],youtubeId:`wVHdVlPScxA`},Ee={canonicalId:`text-generation`,datasets:[{description:`A dataset of copyright-free books translated into 16 different languages.`,id:`Helsinki-NLP/opus_books`},{description:`An example of translation between programming languages. This dataset consists of functions in Java and C#.`,id:`google/code_x_glue_cc_code_to_code_trans`}],demo:{inputs:[{label:`Input`,content:`My name is Omar and I live in Zürich.`,type:`text`}],outputs:[{label:`Output`,content:`Mein Name ist Omar und ich wohne in Zürich.`,type:`text`}]},metrics:[{description:`BLEU score is calculated by counting the number of shared single or subsequent tokens between the generated sequence and the reference. Subsequent n tokens are called “n-grams”. Unigram refers to a single token while bi-gram refers to token pairs and n-grams refer to n subsequent tokens. The score ranges from 0 to 1, where 1 means the translation perfectly matched and 0 did not match at all`,id:`bleu`},{description:``,id:`sacrebleu`}],models:[{description:`Very powerful model that can translate many languages between each other, especially low-resource languages.`,id:`facebook/nllb-200-1.3B`},{description:`A general-purpose Transformer that can be used to translate from English to German, French, or Romanian.`,id:`google-t5/t5-base`}],spaces:[{description:`An application that can translate between 100 languages.`,id:`Iker/Translate-100-languages`},{description:`An application that can translate between many languages.`,id:`Geonmo/nllb-translation-demo`}],summary:`Translation is the task of converting text from one language to another.`,widgetModels:[`facebook/mbart-large-50-many-to-many-mmt`],youtubeId:`1JvfrvZgi6c`},De={datasets:[{description:`A widely used dataset used to benchmark multiple variants of text classification.`,id:`nyu-mll/glue`},{description:`A text classification dataset used to benchmark natural language inference models`,id:`stanfordnlp/snli`}],demo:{inputs:[{label:`Input`,content:`I love Hugging Face!`,type:`text`}],outputs:[{type:`chart`,data:[{label:`POSITIVE`,score:.9},{label:`NEUTRAL`,score:.1},{label:`NEGATIVE`,score:0}]}]},metrics:[{description:``,id:`accuracy`},{description:``,id:`recall`},{description:``,id:`precision`},{description:`The F1 metric is the harmonic mean of the precision and recall. It can be calculated as: F1 = 2 * (precision * recall) / (precision + recall)`,id:`f1`}],models:[{description:`A robust model trained for sentiment analysis.`,id:`distilbert/distilbert-base-uncased-finetuned-sst-2-english`},{description:`A sentiment analysis model specialized in financial sentiment.`,id:`ProsusAI/finbert`},{description:`A sentiment analysis model specialized in analyzing tweets.`,id:`cardiffnlp/twitter-roberta-base-sentiment-latest`},{description:`A model that can classify languages.`,id:`papluca/xlm-roberta-base-language-detection`},{description:`A model that can classify text generation attacks.`,id:`meta-llama/Prompt-Guard-86M`}],spaces:[{description:`An application that can classify financial sentiment.`,id:`IoannisTr/Tech_Stocks_Trading_Assistant`},{description:`A dashboard that contains various text classification tasks.`,id:`miesnerjacob/Multi-task-NLP`},{description:`An application that analyzes user reviews in healthcare.`,id:`spacy/healthsea-demo`}],summary:`Text Classification is the task of assigning a label or class to a given text. Some use cases are sentiment analysis, natural language inference, and assessing grammatical correctness.`,widgetModels:[`distilbert/distilbert-base-uncased-finetuned-sst-2-english`],youtubeId:`leNG9fN9FQU`},Oe={datasets:[{description:`Multilingual dataset used to evaluate text generation models.`,id:`CohereForAI/Global-MMLU`},{description:`High quality multilingual data used to train text-generation models.`,id:`HuggingFaceFW/fineweb-2`},{description:`Truly open-source, curated and cleaned dialogue dataset.`,id:`HuggingFaceH4/ultrachat_200k`},{description:`A reasoning dataset.`,id:`open-r1/OpenThoughts-114k-math`},{description:`A multilingual instruction dataset with preference ratings on responses.`,id:`allenai/tulu-3-sft-mixture`},{description:`A large synthetic dataset for alignment of text generation models.`,id:`HuggingFaceTB/smoltalk`},{description:`A dataset made for training text generation models solving math questions.`,id:`HuggingFaceTB/finemath`}],demo:{inputs:[{label:`Input`,content:`Once upon a time,`,type:`text`}],outputs:[{label:`Output`,content:`Once upon a time, we knew that our ancestors were on the verge of extinction. The great explorers and poets of the Old World, from Alexander the Great to Chaucer, are dead and gone. A good many of our ancient explorers and poets have`,type:`text`}]},metrics:[{description:`Cross Entropy is a metric that calculates the difference between two probability distributions. Each probability distribution is the distribution of predicted words`,id:`Cross Entropy`},{description:`The Perplexity metric is the exponential of the cross-entropy loss. It evaluates the probabilities assigned to the next word by the model. Lower perplexity indicates better performance`,id:`Perplexity`}],models:[{description:`A text-generation model trained to follow instructions.`,id:`google/gemma-2-2b-it`},{description:`Powerful text generation model for coding.`,id:`Qwen/Qwen3-Coder-480B-A35B-Instruct`},{description:`Great text generation model with top-notch tool calling capabilities.`,id:`openai/gpt-oss-120b`},{description:`Powerful text generation model.`,id:`zai-org/GLM-4.5`},{description:`A powerful small model with reasoning capabilities.`,id:`Qwen/Qwen3-4B-Thinking-2507`},{description:`Strong conversational model that supports very long instructions.`,id:`Qwen/Qwen2.5-7B-Instruct-1M`},{description:`Text generation model used to write code.`,id:`Qwen/Qwen2.5-Coder-32B-Instruct`},{description:`Powerful reasoning based open large language model.`,id:`deepseek-ai/DeepSeek-R1`}],spaces:[{description:`An application that writes and executes code from text instructions and supports many models.`,id:`akhaliq/anycoder`},{description:`An application that builds websites from natural language prompts.`,id:`enzostvs/deepsite`},{description:`A leaderboard for comparing chain-of-thought performance of models.`,id:`logikon/open_cot_leaderboard`},{description:`An text generation based application based on a very powerful LLaMA2 model.`,id:`ysharma/Explore_llamav2_with_TGI`},{description:`An text generation based application to converse with Zephyr model.`,id:`HuggingFaceH4/zephyr-chat`},{description:`A leaderboard that ranks text generation models based on blind votes from people.`,id:`lmsys/chatbot-arena-leaderboard`},{description:`An chatbot to converse with a very powerful text generation model.`,id:`mlabonne/phixtral-chat`}],summary:`Generating text is the task of generating new text given another text. These models can, for example, fill in incomplete text or paraphrase.`,widgetModels:[`mistralai/Mistral-Nemo-Instruct-2407`],youtubeId:`e9gNEAlsOvU`},ke={datasets:[{description:`Bing queries with relevant passages from various web sources.`,id:`microsoft/ms_marco`}],demo:{inputs:[{label:`Source sentence`,content:`Machine learning is so easy.`,type:`text`},{label:`Sentences to compare to`,content:`Deep learning is so straightforward.`,type:`text`},{label:``,content:`This is so difficult, like rocket science.`,type:`text`},{label:``,content:`I can't believe how much I struggled with this.`,type:`text`}],outputs:[{type:`chart`,data:[{label:`Deep learning is so straightforward.`,score:2.2006407},{label:`This is so difficult, like rocket science.`,score:-6.2634873},{label:`I can't believe how much I struggled with this.`,score:-10.251488}]}]},metrics:[{description:`Discounted Cumulative Gain (DCG) measures the gain, or usefulness, of search results discounted by their position. The normalization is done by dividing the DCG by the ideal DCG, which is the DCG of the perfect ranking.`,id:`Normalized Discounted Cumulative Gain`},{description:`Reciprocal Rank is a measure used to rank the relevancy of documents given a set of documents. Reciprocal Rank is the reciprocal of the rank of the document retrieved, meaning, if the rank is 3, the Reciprocal Rank is 0.33. If the rank is 1, the Reciprocal Rank is 1`,id:`Mean Reciprocal Rank`},{description:`Mean Average Precision (mAP) is the overall average of the Average Precision (AP) values, where AP is the Area Under the PR Curve (AUC-PR)`,id:`Mean Average Precision`}],models:[{description:`An extremely efficient text ranking model trained on a web search dataset.`,id:`cross-encoder/ms-marco-MiniLM-L6-v2`},{description:`A strong multilingual text reranker model.`,id:`Alibaba-NLP/gte-multilingual-reranker-base`},{description:`An efficient text ranking model that punches above its weight.`,id:`Alibaba-NLP/gte-reranker-modernbert-base`}],spaces:[],summary:`Text Ranking is the task of ranking a set of texts based on their relevance to a query. Text ranking models are trained on large datasets of queries and relevant documents to learn how to rank documents based on their relevance to the query. This task is particularly useful for search engines and information retrieval systems.`,widgetModels:[`cross-encoder/ms-marco-MiniLM-L6-v2`],youtubeId:``},Ae={datasets:[{description:`Microsoft Research Video to Text is a large-scale dataset for open domain video captioning`,id:`iejMac/CLIP-MSR-VTT`},{description:`UCF101 Human Actions dataset consists of 13,320 video clips from YouTube, with 101 classes.`,id:`quchenyuan/UCF101-ZIP`},{description:`A high-quality dataset for human action recognition in YouTube videos.`,id:`nateraw/kinetics`},{description:`A dataset of video clips of humans performing pre-defined basic actions with everyday objects.`,id:`HuggingFaceM4/something_something_v2`},{description:`This dataset consists of text-video pairs and contains noisy samples with irrelevant video descriptions`,id:`HuggingFaceM4/webvid`},{description:`A dataset of short Flickr videos for the temporal localization of events with descriptions.`,id:`iejMac/CLIP-DiDeMo`}],demo:{inputs:[{label:`Input`,content:`Darth Vader is surfing on the waves.`,type:`text`}],outputs:[{filename:`text-to-video-output.gif`,type:`img`}]},metrics:[{description:`Inception Score uses an image classification model that predicts class labels and evaluates how distinct and diverse the images are. A higher score indicates better video generation.`,id:`is`},{description:`Frechet Inception Distance uses an image classification model to obtain image embeddings. The metric compares mean and standard deviation of the embeddings of real and generated images. A smaller score indicates better video generation.`,id:`fid`},{description:`Frechet Video Distance uses a model that captures coherence for changes in frames and the quality of each frame. A smaller score indicates better video generation.`,id:`fvd`},{description:`CLIPSIM measures similarity between video frames and text using an image-text similarity model. A higher score indicates better video generation.`,id:`clipsim`}],models:[{description:`A strong model for consistent video generation.`,id:`tencent/HunyuanVideo`},{description:`A text-to-video model with high fidelity motion and strong prompt adherence.`,id:`Lightricks/LTX-Video`},{description:`A text-to-video model focusing on physics-aware applications like robotics.`,id:`nvidia/Cosmos-1.0-Diffusion-7B-Text2World`},{description:`Very fast model for video generation.`,id:`Lightricks/LTX-Video-0.9.8-13B-distilled`}],spaces:[{description:`An application that generates video from text.`,id:`VideoCrafter/VideoCrafter`},{description:`Consistent video generation application.`,id:`Wan-AI/Wan2.1`},{description:`A cutting edge video generation application.`,id:`Pyramid-Flow/pyramid-flow`}],summary:`Text-to-video models can be used in any application that requires generating consistent sequence of images from text. `,widgetModels:[`Wan-AI/Wan2.2-TI2V-5B`],youtubeId:void 0},je={datasets:[{description:`The CIFAR-100 dataset consists of 60000 32x32 colour images in 100 classes, with 600 images per class.`,id:`cifar100`},{description:`Multiple images of celebrities, used for facial expression translation.`,id:`CelebA`}],demo:{inputs:[{label:`Seed`,content:`42`,type:`text`},{label:`Number of images to generate:`,content:`4`,type:`text`}],outputs:[{filename:`unconditional-image-generation-output.jpeg`,type:`img`}]},metrics:[{description:`The inception score (IS) evaluates the quality of generated images. It measures the diversity of the generated images (the model predictions are evenly distributed across all possible labels) and their 'distinction' or 'sharpness' (the model confidently predicts a single label for each image).`,id:`Inception score (IS)`},{description:`The Fréchet Inception Distance (FID) evaluates the quality of images created by a generative model by calculating the distance between feature vectors for real and generated images.`,id:`Frećhet Inception Distance (FID)`}],models:[{description:`High-quality image generation model trained on the CIFAR-10 dataset. It synthesizes images of the ten classes presented in the dataset using diffusion probabilistic models, a class of latent variable models inspired by considerations from nonequilibrium thermodynamics.`,id:`google/ddpm-cifar10-32`},{description:`High-quality image generation model trained on the 256x256 CelebA-HQ dataset. It synthesizes images of faces using diffusion probabilistic models, a class of latent variable models inspired by considerations from nonequilibrium thermodynamics.`,id:`google/ddpm-celebahq-256`}],spaces:[{description:`An application that can generate realistic faces.`,id:`CompVis/celeba-latent-diffusion`}],summary:`Unconditional image generation is the task of generating images with no condition in any context (like a prompt text or another image). Once trained, the model will create images that resemble its training data distribution.`,widgetModels:[``],youtubeId:``},Me={datasets:[{description:`Benchmark dataset used for video classification with videos that belong to 400 classes.`,id:`kinetics400`}],demo:{inputs:[{filename:`video-classification-input.gif`,type:`img`}],outputs:[{type:`chart`,data:[{label:`Playing Guitar`,score:.514},{label:`Playing Tennis`,score:.193},{label:`Cooking`,score:.068}]}]},metrics:[{description:``,id:`accuracy`},{description:``,id:`recall`},{description:``,id:`precision`},{description:``,id:`f1`}],models:[{description:`Strong Video Classification model trained on the Kinetics 400 dataset.`,id:`google/vivit-b-16x2-kinetics400`},{description:`Strong Video Classification model trained on the Kinetics 400 dataset.`,id:`microsoft/xclip-base-patch32`}],spaces:[{description:`An application that classifies video at different timestamps.`,id:`nateraw/lavila`},{description:`An application that classifies video.`,id:`fcakyon/video-classification`}],summary:`Video classification is the task of assigning a label or class to an entire video. Videos are expected to have only one class for each video. Video classification models take a video as input and return a prediction about which class the video belongs to.`,widgetModels:[],youtubeId:``},Ne={datasets:[{description:`A large dataset used to train visual document retrieval models.`,id:`vidore/colpali_train_set`}],demo:{inputs:[{filename:`input.png`,type:`img`},{label:`Question`,content:`Is the model in this paper the fastest for inference?`,type:`text`}],outputs:[{type:`chart`,data:[{label:`Page 10`,score:.7},{label:`Page 11`,score:.06},{label:`Page 9`,score:.003}]}]},isPlaceholder:!1,metrics:[{description:`NDCG@k scores ranked recommendation lists for top-k results. 0 is the worst, 1 is the best.`,id:`Normalized Discounted Cumulative Gain at K`}],models:[{description:`Very accurate visual document retrieval model for multilingual queries and documents.`,id:`vidore/colqwen2-v1.0`},{description:`Very fast and efficient visual document retrieval model that can also take in other modalities like audio.`,id:`Tevatron/OmniEmbed-v0.1`}],spaces:[{description:`A leaderboard of visual document retrieval models.`,id:`vidore/vidore-leaderboard`},{description:`Visual retrieval augmented generation demo based on ColQwen2 model.`,id:`vidore/visual-rag-tool`}],summary:`Visual document retrieval is the task of searching for relevant image-based documents, such as PDFs. These models take a text query and multiple documents as input and return the top-most relevant documents and relevancy scores as output.`,widgetModels:[``],youtubeId:``},Pe={datasets:[{description:`A widely used dataset containing questions (with answers) about images.`,id:`Graphcore/vqa`},{description:`A dataset to benchmark visual reasoning based on text in images.`,id:`facebook/textvqa`}],demo:{inputs:[{filename:`elephant.jpeg`,type:`img`},{label:`Question`,content:`What is in this image?`,type:`text`}],outputs:[{type:`chart`,data:[{label:`elephant`,score:.97},{label:`elephants`,score:.06},{label:`animal`,score:.003}]}]},isPlaceholder:!1,metrics:[{description:``,id:`accuracy`},{description:`Measures how much a predicted answer differs from the ground truth based on the difference in their semantic meaning.`,id:`wu-palmer similarity`}],models:[{description:`A visual question answering model trained to convert charts and plots to text.`,id:`google/deplot`},{description:`A visual question answering model trained for mathematical reasoning and chart derendering from images.`,id:`google/matcha-base`},{description:`A strong visual question answering that answers questions from book covers.`,id:`google/pix2struct-ocrvqa-large`}],spaces:[{description:`An application that compares visual question answering models across different tasks.`,id:`merve/pix2struct`},{description:`An application that can answer questions based on images.`,id:`nielsr/vilt-vqa`},{description:`An application that can caption images and answer questions about a given image. `,id:`Salesforce/BLIP`},{description:`An application that can caption images and answer questions about a given image. `,id:`vumichien/Img2Prompt`}],summary:`Visual Question Answering is the task of answering open-ended questions based on an image. They output natural language responses to natural language questions.`,widgetModels:[`dandelin/vilt-b32-finetuned-vqa`],youtubeId:``},Fe={datasets:[{description:`A widely used dataset used to benchmark multiple variants of text classification.`,id:`nyu-mll/glue`},{description:`The Multi-Genre Natural Language Inference (MultiNLI) corpus is a crowd-sourced collection of 433k sentence pairs annotated with textual entailment information.`,id:`nyu-mll/multi_nli`},{description:`FEVER is a publicly available dataset for fact extraction and verification against textual sources.`,id:`fever/fever`}],demo:{inputs:[{label:`Text Input`,content:`Dune is the best movie ever.`,type:`text`},{label:`Candidate Labels`,content:`CINEMA, ART, MUSIC`,type:`text`}],outputs:[{type:`chart`,data:[{label:`CINEMA`,score:.9},{label:`ART`,score:.1},{label:`MUSIC`,score:0}]}]},metrics:[],models:[{description:`Powerful zero-shot text classification model.`,id:`facebook/bart-large-mnli`},{description:`Cutting-edge zero-shot multilingual text classification model.`,id:`MoritzLaurer/ModernBERT-large-zeroshot-v2.0`},{description:`Zero-shot text classification model that can be used for topic and sentiment classification.`,id:`knowledgator/gliclass-modern-base-v2.0-init`}],spaces:[],summary:`Zero-shot text classification is a task in natural language processing where a model is trained on a set of labeled examples but is then able to classify new examples from previously unseen classes.`,widgetModels:[`facebook/bart-large-mnli`]},Ie={datasets:[{description:``,id:``}],demo:{inputs:[{filename:`image-classification-input.jpeg`,type:`img`},{label:`Classes`,content:`cat, dog, bird`,type:`text`}],outputs:[{type:`chart`,data:[{label:`Cat`,score:.664},{label:`Dog`,score:.329},{label:`Bird`,score:.008}]}]},metrics:[{description:`Computes the number of times the correct label appears in top K labels predicted`,id:`top-K accuracy`}],models:[{description:`Multilingual image classification model for 80 languages.`,id:`visheratin/mexma-siglip`},{description:`Strong zero-shot image classification model.`,id:`google/siglip2-base-patch16-224`},{description:`Robust zero-shot image classification model.`,id:`intfloat/mmE5-mllama-11b-instruct`},{description:`Powerful zero-shot image classification model supporting 94 languages.`,id:`jinaai/jina-clip-v2`},{description:`Strong image classification model for biomedical domain.`,id:`microsoft/BiomedCLIP-PubMedBERT_256-vit_base_patch16_224`}],spaces:[{description:`An application that leverages zero-shot image classification to find best captions to generate an image. `,id:`pharma/CLIP-Interrogator`},{description:`An application to compare different zero-shot image classification models. `,id:`merve/compare_clip_siglip`}],summary:`Zero-shot image classification is the task of classifying previously unseen classes during training of a model.`,widgetModels:[`google/siglip-so400m-patch14-224`],youtubeId:``},Le={datasets:[],demo:{inputs:[{filename:`zero-shot-object-detection-input.jpg`,type:`img`},{label:`Classes`,content:`cat, dog, bird`,type:`text`}],outputs:[{filename:`zero-shot-object-detection-output.jpg`,type:`img`}]},metrics:[{description:`The Average Precision (AP) metric is the Area Under the PR Curve (AUC-PR). It is calculated for each class separately`,id:`Average Precision`},{description:`The Mean Average Precision (mAP) metric is the overall average of the AP values`,id:`Mean Average Precision`},{description:`The APα metric is the Average Precision at the IoU threshold of a α value, for example, AP50 and AP75`,id:`APα`}],models:[{description:`Solid zero-shot object detection model.`,id:`openmmlab-community/mm_grounding_dino_large_all`},{description:`Cutting-edge zero-shot object detection model.`,id:`fushh7/LLMDet`}],spaces:[{description:`A demo to compare different zero-shot object detection models per output and latency.`,id:`ariG23498/zero-shot-od`},{description:`A demo that combines a zero-shot object detection and mask generation model for zero-shot segmentation.`,id:`merve/OWLSAM`}],summary:`Zero-shot object detection is a computer vision task to detect objects and their classes in images, without any prior training or knowledge of the classes. Zero-shot object detection models receive an image as input, as well as a list of candidate classes, and output the bounding boxes and labels where the objects have been detected.`,widgetModels:[],youtubeId:``},Re={datasets:[{description:`A large dataset of over 10 million 3D objects.`,id:`allenai/objaverse-xl`},{description:`A dataset of isolated object images for evaluating image-to-3D models.`,id:`dylanebert/iso3d`}],demo:{inputs:[{filename:`image-to-3d-image-input.png`,type:`img`}],outputs:[{label:`Result`,content:`image-to-3d-3d-output-filename.glb`,type:`text`}]},metrics:[],models:[{description:`Fast image-to-3D mesh model by Tencent.`,id:`TencentARC/InstantMesh`},{description:`3D world generation model.`,id:`tencent/HunyuanWorld-1`},{description:`A scaled up image-to-3D mesh model derived from TripoSR.`,id:`hwjiang/Real3D`},{description:`Consistent image-to-3d generation model.`,id:`stabilityai/stable-point-aware-3d`}],spaces:[{description:`Leaderboard to evaluate image-to-3D models.`,id:`dylanebert/3d-arena`},{description:`Image-to-3D demo with mesh outputs.`,id:`TencentARC/InstantMesh`},{description:`Image-to-3D demo.`,id:`stabilityai/stable-point-aware-3d`},{description:`Image-to-3D demo with mesh outputs.`,id:`hwjiang/Real3D`},{description:`Image-to-3D demo with splat outputs.`,id:`dylanebert/LGM-mini`}],summary:`Image-to-3D models take in image input and produce 3D output.`,widgetModels:[],youtubeId:``},ze={datasets:[{description:`A large dataset of over 10 million 3D objects.`,id:`allenai/objaverse-xl`},{description:`Descriptive captions for 3D objects in Objaverse.`,id:`tiange/Cap3D`}],demo:{inputs:[{label:`Prompt`,content:`a cat statue`,type:`text`}],outputs:[{label:`Result`,content:`text-to-3d-3d-output-filename.glb`,type:`text`}]},metrics:[],models:[{description:`Text-to-3D mesh model by OpenAI`,id:`openai/shap-e`},{description:`Generative 3D gaussian splatting model.`,id:`ashawkey/LGM`}],spaces:[{description:`Text-to-3D demo with mesh outputs.`,id:`hysts/Shap-E`},{description:`Text/image-to-3D demo with splat outputs.`,id:`ashawkey/LGM`}],summary:`Text-to-3D models take in text input and produce 3D output.`,widgetModels:[],youtubeId:``},Be={datasets:[{description:`A dataset of hand keypoints of over 500k examples.`,id:`Vincent-luo/hagrid-mediapipe-hands`}],demo:{inputs:[{filename:`keypoint-detection-input.png`,type:`img`}],outputs:[{filename:`keypoint-detection-output.png`,type:`img`}]},metrics:[],models:[{description:`A robust keypoint detection model.`,id:`magic-leap-community/superpoint`},{description:`A robust keypoint matching model.`,id:`magic-leap-community/superglue_outdoor`},{description:`Strong keypoint detection model used to detect human pose.`,id:`qualcomm/RTMPose-Body2d`},{description:`Powerful keypoint matching model.`,id:`ETH-CVG/lightglue_disk`}],spaces:[{description:`An application that detects hand keypoints in real-time.`,id:`datasciencedojo/Hand-Keypoint-Detection-Realtime`},{description:`An application for keypoint detection and matching.`,id:`ETH-CVG/LightGlue`}],summary:`Keypoint detection is the task of identifying meaningful distinctive points or features in an image.`,widgetModels:[],youtubeId:``},Ve={datasets:[{description:`Multiple-choice questions and answers about videos.`,id:`lmms-lab/Video-MME`},{description:`A dataset of instructions and question-answer pairs about videos.`,id:`lmms-lab/VideoChatGPT`},{description:`Large video understanding dataset.`,id:`HuggingFaceFV/finevideo`}],demo:{inputs:[{filename:`video-text-to-text-input.gif`,type:`img`},{label:`Text Prompt`,content:`What is happening in this video?`,type:`text`}],outputs:[{label:`Answer`,content:`The video shows a series of images showing a fountain with water jets and a variety of colorful flowers and butterflies in the background.`,type:`text`}]},metrics:[],models:[{description:`A robust video-text-to-text model.`,id:`Vision-CAIR/LongVU_Qwen2_7B`},{description:`Strong video-text-to-text model with reasoning capabilities.`,id:`GoodiesHere/Apollo-LMMs-Apollo-7B-t32`},{description:`Strong video-text-to-text model.`,id:`HuggingFaceTB/SmolVLM2-2.2B-Instruct`}],spaces:[{description:`An application to chat with a video-text-to-text model.`,id:`llava-hf/video-llava`},{description:`A leaderboard for various video-text-to-text models.`,id:`opencompass/openvlm_video_leaderboard`},{description:`An application to generate highlights from a video.`,id:`HuggingFaceTB/SmolVLM2-HighlightGenerator`}],summary:`Video-text-to-text models take in a video and a text prompt and output text. These models are also called video-language models.`,widgetModels:[``],youtubeId:``},He={datasets:[{description:`Dataset with detailed annotations for training and benchmarking video instance editing.`,id:`suimu/VIRESET`},{description:`Dataset to evaluate models on long video generation and understanding.`,id:`zhangsh2001/LongV-EVAL`},{description:`Collection of 104 demo videos from the SeedVR/SeedVR2 series showcasing model outputs.`,id:`Iceclear/SeedVR_VideoDemos`}],demo:{inputs:[{filename:`input.gif`,type:`img`}],outputs:[{filename:`output.gif`,type:`img`}]},metrics:[],models:[{description:`Model for editing outfits, character, and scenery in videos.`,id:`decart-ai/Lucy-Edit-Dev`},{description:`Framework that uses 3D mesh proxies for precise, consistent video editing.`,id:`LeoLau/Shape-for-Motion`},{description:`Model for generating physics-aware videos from input videos and control conditions.`,id:`nvidia/Cosmos-Transfer2.5-2B`},{description:`A model to upscale videos at input, designed for seamless use with ComfyUI.`,id:`numz/SeedVR2_comfyUI`}],spaces:[{description:`Interactive demo space for Lucy-Edit-Dev video editing.`,id:`decart-ai/lucy-edit-dev`},{description:`Demo space for SeedVR2-3B showcasing video upscaling and restoration.`,id:`ByteDance-Seed/SeedVR2-3B`}],summary:`Video-to-video models take one or more videos as input and generate new videos as output. They can enhance quality, interpolate frames, modify styles, or create new motion dynamics, enabling creative applications, video production, and research.`,widgetModels:[],youtubeId:``},Ue={"audio-classification":[`speechbrain`,`transformers`,`transformers.js`],"audio-to-audio":[`asteroid`,`fairseq`,`speechbrain`],"automatic-speech-recognition":[`espnet`,`nemo`,`speechbrain`,`transformers`,`transformers.js`],"audio-text-to-text":[`transformers`],"depth-estimation":[`transformers`,`transformers.js`],"document-question-answering":[`transformers`,`transformers.js`],"feature-extraction":[`sentence-transformers`,`transformers`,`transformers.js`],"fill-mask":[`transformers`,`transformers.js`],"graph-ml":[`transformers`],"image-classification":[`keras`,`timm`,`transformers`,`transformers.js`],"image-feature-extraction":[`timm`,`transformers`],"image-segmentation":[`transformers`,`transformers.js`],"image-text-to-text":[`transformers`],"image-text-to-image":[`diffusers`],"image-text-to-video":[`diffusers`],"image-to-image":[`diffusers`,`transformers`,`transformers.js`],"image-to-text":[`transformers`,`transformers.js`],"image-to-video":[`diffusers`],"keypoint-detection":[`transformers`],"video-classification":[`transformers`],"mask-generation":[`transformers`],"multiple-choice":[`transformers`],"object-detection":[`transformers`,`transformers.js`,`ultralytics`],other:[],"question-answering":[`adapter-transformers`,`allennlp`,`transformers`,`transformers.js`],robotics:[],"reinforcement-learning":[`transformers`,`stable-baselines3`,`ml-agents`,`sample-factory`],"sentence-similarity":[`sentence-transformers`,`spacy`,`transformers.js`],summarization:[`transformers`,`transformers.js`],"table-question-answering":[`transformers`],"table-to-text":[`transformers`],"tabular-classification":[`sklearn`],"tabular-regression":[`sklearn`],"tabular-to-text":[`transformers`],"text-classification":[`adapter-transformers`,`setfit`,`spacy`,`transformers`,`transformers.js`],"text-generation":[`transformers`,`transformers.js`],"text-ranking":[`sentence-transformers`,`transformers`],"text-retrieval":[],"text-to-image":[`diffusers`],"text-to-speech":[`espnet`,`tensorflowtts`,`transformers`,`transformers.js`],"text-to-audio":[`transformers`,`transformers.js`],"text-to-video":[`diffusers`],"time-series-forecasting":[],"token-classification":[`adapter-transformers`,`flair`,`spacy`,`span-marker`,`stanza`,`transformers`,`transformers.js`],translation:[`transformers`,`transformers.js`],"unconditional-image-generation":[`diffusers`],"video-text-to-text":[`transformers`],"visual-question-answering":[`transformers`,`transformers.js`],"voice-activity-detection":[],"zero-shot-classification":[`transformers`,`transformers.js`],"zero-shot-image-classification":[`transformers`,`transformers.js`],"zero-shot-object-detection":[`transformers`,`transformers.js`],"text-to-3d":[`diffusers`],"image-to-3d":[`diffusers`],"any-to-any":[`transformers`],"visual-document-retrieval":[`transformers`],"video-to-video":[`diffusers`]};function g(e,t=he){return{...t,id:e,label:l[e].name,libraries:Ue[e]}}g(`any-to-any`,d),g(`audio-classification`,f),g(`audio-to-audio`,m),g(`audio-text-to-text`,p),g(`automatic-speech-recognition`,h),g(`depth-estimation`,me),g(`document-question-answering`,ee),g(`visual-document-retrieval`,Ne),g(`feature-extraction`,te),g(`fill-mask`,ne),g(`image-classification`,re),g(`image-feature-extraction`,ie),g(`image-segmentation`,ue),g(`image-to-image`,ae),g(`image-text-to-text`,se),g(`image-text-to-image`,ce),g(`image-text-to-video`,le),g(`image-to-text`,oe),g(`image-to-video`,de),g(`keypoint-detection`,Be),g(`mask-generation`,fe),g(`object-detection`,pe),g(`video-classification`,Me),g(`question-answering`,_e),g(`reinforcement-learning`,ge),g(`sentence-similarity`,ve),g(`summarization`,ye),g(`table-question-answering`,be),g(`tabular-classification`,xe),g(`tabular-regression`,Se),g(`text-classification`,De),g(`text-generation`,Oe),g(`text-ranking`,ke),g(`text-to-image`,Ce),g(`text-to-speech`,we),g(`text-to-video`,Ae),g(`token-classification`,Te),g(`translation`,Ee),g(`unconditional-image-generation`,je),g(`video-text-to-text`,Ve),g(`video-to-video`,He),g(`visual-question-answering`,Pe),g(`zero-shot-classification`,Fe),g(`zero-shot-image-classification`,Ie),g(`zero-shot-object-detection`,Le),g(`text-to-3d`,ze),g(`image-to-3d`,Re);const We=()=>`"Hi, I recently bought a device from your company but it is not working as advertised and I would like to get reimbursed!"`,Ge=()=>`"Меня зовут Вольфганг и я живу в Берлине"`,Ke=()=>`"The tower is 324 metres (1,063 ft) tall, about the same height as an 81-storey building, and the tallest structure in Paris. Its base is square, measuring 125 metres (410 ft) on each side. During its construction, the Eiffel Tower surpassed the Washington Monument to become the tallest man-made structure in the world, a title it held for 41 years until the Chrysler Building in New York City was finished in 1930. It was the first structure to reach a height of 300 metres. Due to the addition of a broadcasting aerial at the top of the tower in 1957, it is now taller than the Chrysler Building by 5.2 metres (17 ft). Excluding transmitters, the Eiffel Tower is the second tallest free-standing structure in France after the Millau Viaduct."`,qe=()=>`{
    "query": "How many stars does the transformers repository have?",
    "table": {
        "Repository": ["Transformers", "Datasets", "Tokenizers"],
        "Stars": ["36542", "4512", "3934"],
        "Contributors": ["651", "77", "34"],
        "Programming language": [
            "Python",
            "Python",
            "Rust, Python and NodeJS"
        ]
    }
}`,Je=()=>`{
        "image": "cat.png",
        "question": "What is in this image?"
    }`,Ye=()=>`{
    "question": "What is my name?",
    "context": "My name is Clara and I live in Berkeley."
}`,Xe=()=>`"I like you. I love you"`,Ze=()=>`"My name is Sarah Jessica Parker but you can call me Jessica"`,Qe=e=>e.pipeline_tag===`text-generation`?[{role:`user`,content:`What is the capital of France?`}]:[{role:`user`,content:[{type:`text`,text:`Describe this image in one sentence.`},{type:`image_url`,image_url:{url:`https://cdn.britannica.com/61/93061-050-99147DCE/Statue-of-Liberty-Island-New-York-Bay.jpg`}}]}],$e=e=>JSON.stringify(`The answer to the universe is ${e.mask_token}.`),et=()=>`{
    "source_sentence": "That is a happy person",
    "sentences": [
        "That is a happy dog",
        "That is a very happy person",
        "Today is a sunny day"
    ]
}`,tt=()=>`"Today is a sunny day and I will get some ice cream."`,nt=()=>`"cats.jpg"`,rt=()=>`"cats.jpg"`,it=()=>`{
    "image": "cat.png",
    "prompt": "Turn the cat into a tiger."
}`,at=()=>`{
    "image": "cat.png",
    "prompt": "The cat starts to dance"
}`,ot=()=>`{
    "image": "cat.png",
    "prompt": "Turn the cat into a tiger."
}`,st=()=>`{
    "image": "cat.png",
    "prompt": "The cat starts to dance"
}`,ct=()=>`"cats.jpg"`,lt=()=>`"cats.jpg"`,ut=()=>`"sample1.flac"`,dt=()=>`"sample1.flac"`,ft=()=>`"Astronaut riding a horse"`,pt=()=>`"A young man walking on the street"`,mt=()=>`"The answer to the universe is 42"`,ht=()=>`"liquid drum and bass, atmospheric synths, airy sounds"`,gt=()=>`"sample1.flac"`,_t=()=>`'{"Height":[11.52,12.48],"Length1":[23.2,24.0],"Length2":[25.4,26.3],"Species": ["Bream","Bream"]}'`,vt={"audio-to-audio":ut,"audio-classification":dt,"automatic-speech-recognition":gt,"document-question-answering":Je,"feature-extraction":tt,"fill-mask":$e,"image-classification":nt,"image-to-text":rt,"image-to-image":it,"image-to-video":at,"image-text-to-image":ot,"image-text-to-video":st,"image-segmentation":ct,"object-detection":lt,"question-answering":Ye,"sentence-similarity":et,summarization:Ke,"table-question-answering":qe,"tabular-regression":_t,"tabular-classification":_t,"text-classification":Xe,"text-generation":Qe,"image-text-to-text":Qe,"text-to-image":ft,"text-to-video":pt,"text-to-speech":mt,"text-to-audio":ht,"token-classification":Ze,translation:Ge,"zero-shot-classification":We,"zero-shot-image-classification":()=>`"cats.jpg"`};function yt(e,t=!1,n=!1){if(e.pipeline_tag){let r=vt[e.pipeline_tag];if(r){let i=r(e);if(typeof i==`string`&&(t&&(i=i.replace(/(?:(?:\r?\n|\r)\t*)|\t+/g,` `)),n)){let e=i.match(/^"(.+)"$/s);i=e?e[1]:i}return i}}return`No input example has been defined for this model task.`}function bt(e,t){let n=JSON.stringify(e,null,`	`);return t?.indent&&(n=n.replaceAll(`
`,`\n${t.indent}`)),t?.attributeKeyQuotes||(n=n.replace(/"([^"]+)":/g,`$1:`)),t?.customContentEscaper&&(n=t.customContentEscaper(n)),n}const xt=`custom_code`;function _(e){let t=e.split(`/`);return t.length===1?t[0]:t[1]}const v=e=>JSON.stringify(e).slice(1,-1),y=e=>/^[A-Za-z_]\w*$/.test(e),St=e=>[`from adapters import AutoAdapterModel

model = AutoAdapterModel.from_pretrained("${v(e.config?.adapter_transformers?.model_name??`fill-in-model-name`)}")
model.load_adapter("${e.id}", set_active=True)`],Ct=e=>[`import allennlp_models
from allennlp.predictors.predictor import Predictor

predictor = Predictor.from_path("hf://${e.id}")`],wt=e=>[`import allennlp_models
from allennlp.predictors.predictor import Predictor

predictor = Predictor.from_path("hf://${e.id}")
predictor_input = {"passage": "My name is Wolfgang and I live in Berlin", "question": "Where do I live?"}
predictions = predictor.predict_json(predictor_input)`],Tt=e=>e.tags.includes(`question-answering`)?wt(e):Ct(e),Et=e=>[`from araclip import AraClip

model = AraClip.from_pretrained("${e.id}")`],Dt=e=>[`from asteroid.models import BaseModel

model = BaseModel.from_pretrained("${e.id}")`],Ot=e=>[`# Watermark Generator
from audioseal import AudioSeal

model = AudioSeal.load_generator("${e.id}")
# pass a tensor (tensor_wav) of shape (batch, channels, samples) and a sample rate
wav, sr = tensor_wav, 16000

watermark = model.get_watermark(wav, sr)
watermarked_audio = wav + watermark`,`# Watermark Detector
from audioseal import AudioSeal

detector = AudioSeal.load_detector("${e.id}")

result, message = detector.detect_watermark(watermarked_audio, sr)`];function b(e){return v(e.cardData?.base_model?.toString()??`fill-in-base-model`)}function x(e){let t=e.widgetData?.[0]?.text??e.cardData?.instance_prompt;if(t)return v(t)}const kt=e=>[`import requests
from PIL import Image
from ben2 import AutoModel

url = "https://huggingface.co/datasets/mishig/sample_images/resolve/main/teapot.jpg"
image = Image.open(requests.get(url, stream=True).raw)

model = AutoModel.from_pretrained("${e.id}")
model.to("cuda").eval()
foreground = model.inference(image)
`],At=e=>[`from bertopic import BERTopic

model = BERTopic.load("${e.id}")`],jt=e=>[`from bm25s.hf import BM25HF

retriever = BM25HF.load_from_hub("${e.id}")`],Mt=()=>[`# pip install chatterbox-tts
import torchaudio as ta
from chatterbox.tts import ChatterboxTTS

model = ChatterboxTTS.from_pretrained(device="cuda")

text = "Ezreal and Jinx teamed up with Ahri, Yasuo, and Teemo to take down the enemy's Nexus in an epic late-game pentakill."
wav = model.generate(text)
ta.save("test-1.wav", wav, model.sr)

# If you want to synthesize with a different voice, specify the audio prompt
AUDIO_PROMPT_PATH="YOUR_FILE.wav"
wav = model.generate(text, audio_prompt_path=AUDIO_PROMPT_PATH)
ta.save("test-2.wav", wav, model.sr)`],Nt=e=>[`pip install chronos-forecasting`,`import pandas as pd
from chronos import BaseChronosPipeline

pipeline = BaseChronosPipeline.from_pretrained("${e.id}", device_map="cuda")

# Load historical data
context_df = pd.read_csv("https://autogluon.s3.us-west-2.amazonaws.com/datasets/timeseries/misc/AirPassengers.csv")

# Generate predictions
pred_df = pipeline.predict_df(
    context_df,
    prediction_length=36,  # Number of steps to forecast
    quantile_levels=[0.1, 0.5, 0.9],  # Quantiles for probabilistic forecast
    id_column="item_id",  # Column identifying different time series
    timestamp_column="Month",  # Column with datetime information
    target="#Passengers",  # Column(s) with time series values to predict
)`],Pt=e=>[`pip install git+https://github.com/HanClinto/CollectorVision huggingface_hub`,`from huggingface_hub import hf_hub_download
import collector_vision as cvg

checkpoint = hf_hub_download(repo_id="${e.id}", filename="model.onnx")

# Detector models, such as Cornelius:
detector = cvg.NeuralCornerDetector(checkpoint)

# Embedder models, such as Milo:
embedder = cvg.NeuralEmbedder(checkpoint)`],Ft=e=>[`pip install colipri`,`from colipri import get_model
from colipri import get_processor
from colipri import load_sample_ct
from colipri import ZeroShotImageClassificationPipeline

model = get_model().cuda()
processor = get_processor()
pipeline = ZeroShotImageClassificationPipeline("${e.id}", processor)

image = load_sample_ct()

pipeline(image, ["No lung nodules", "Lung nodules"])
`],It=()=>[`pip install git+https://github.com/SAP-samples/sap-rpt-1-oss`,`# Run a classification task
from sklearn.datasets import load_breast_cancer
from sklearn.metrics import accuracy_score
from sklearn.model_selection import train_test_split

from sap_rpt_oss import SAP_RPT_OSS_Classifier

# Load sample data
X, y = load_breast_cancer(return_X_y=True)
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.5, random_state=42)

# Initialize a classifier, 8k context and 8-fold bagging gives best performance, reduce if running out of memory
clf = SAP_RPT_OSS_Classifier(max_context_size=8192, bagging=8)

clf.fit(X_train, y_train)

# Predict probabilities
prediction_probabilities = clf.predict_proba(X_test)
# Predict labels
predictions = clf.predict(X_test)
print("Accuracy", accuracy_score(y_test, predictions))`,`# Run a regression task
from sklearn.datasets import fetch_openml
from sklearn.metrics import r2_score
from sklearn.model_selection import train_test_split

from sap_rpt_oss import SAP_RPT_OSS_Regressor

# Load sample data
df = fetch_openml(data_id=531, as_frame=True)
X = df.data
y = df.target.astype(float)

# Train-test split
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.5, random_state=42)

# Initialize the regressor, 8k context and 8-fold bagging gives best performance, reduce if running out of memory
regressor = SAP_RPT_OSS_Regressor(max_context_size=8192, bagging=8)

regressor.fit(X_train, y_train)

# Predict on the test set
predictions = regressor.predict(X_test)

r2 = r2_score(y_test, predictions)
print("R² Score:", r2)`],Lt=e=>{let t=`# one Rust binary, no additional dependencies
cargo install cortiq-cli   # or a prebuilt binary from github.com/infosave2007/cmf/releases
hf download ${e.id} --include "*.cmf" --local-dir .
ls *.cmf                   # some repos ship more than one quantization`;return e.pipeline_tag===`text-to-image`?[t,`cortiq imagine FILE.cmf --prompt "a red fox in a snowy forest" --out fox.ppm`]:e.pipeline_tag===`text-to-video`?[t,`cortiq animate FILE.cmf --prompt "a corgi in a chef hat flipping a pancake" --out clip.avi`]:e.pipeline_tag===`text-to-audio`?[t,`cortiq music FILE.cmf --prompt "dream pop, warm analog synths, brushed drums" \\
  --lyrics "[verse] the tide came in and took the map" --seconds 20 --out song.wav`]:[t,`cortiq run FILE.cmf --prompt "What is the capital of France?"`,`cortiq serve FILE.cmf --port 8080   # OpenAI-compatible server`]},Rt=()=>[`# pip install git+https://github.com/Google-Health/cxr-foundation.git#subdirectory=python

# Load image as grayscale (Stillwaterising, CC0, via Wikimedia Commons)
import requests
from PIL import Image
from io import BytesIO
image_url = "https://upload.wikimedia.org/wikipedia/commons/c/c8/Chest_Xray_PA_3-8-2010.png"
img = Image.open(requests.get(image_url, headers={'User-Agent': 'Demo'}, stream=True).raw).convert('L')

# Run inference
from clientside.clients import make_hugging_face_client
cxr_client = make_hugging_face_client('cxr_model')
print(cxr_client.get_image_embeddings_from_images([img]))`],zt=e=>{let t,n,r;return t=`<ENCODER>`,n=`<NUMBER_OF_FEATURES>`,r=`<OUT_CHANNELS>`,e.id===`depth-anything/Depth-Anything-V2-Small`?(t=`vits`,n=`64`,r=`[48, 96, 192, 384]`):e.id===`depth-anything/Depth-Anything-V2-Base`?(t=`vitb`,n=`128`,r=`[96, 192, 384, 768]`):e.id===`depth-anything/Depth-Anything-V2-Large`&&(t=`vitl`,n=`256`,r=`[256, 512, 1024, 1024`),[`
# Install from https://github.com/DepthAnything/Depth-Anything-V2

# Load the model and infer depth from an image
import cv2
import torch

from depth_anything_v2.dpt import DepthAnythingV2

# instantiate the model
model = DepthAnythingV2(encoder="${t}", features=${n}, out_channels=${r})

# load the weights
filepath = hf_hub_download(repo_id="${e.id}", filename="depth_anything_v2_${t}.pth", repo_type="model")
state_dict = torch.load(filepath, map_location="cpu")
model.load_state_dict(state_dict).eval()

raw_img = cv2.imread("your/image/path")
depth = model.infer_image(raw_img) # HxW raw depth map in numpy
    `]},Bt=e=>[`# Download checkpoint
pip install huggingface-hub
huggingface-cli download --local-dir checkpoints ${e.id}`,`import depth_pro

# Load model and preprocessing transform
model, transform = depth_pro.create_model_and_transforms()
model.eval()

# Load and preprocess an image.
image, _, f_px = depth_pro.load_rgb("example.png")
image = transform(image)

# Run inference.
prediction = model.infer(image, f_px=f_px)

# Results: 1. Depth in meters
depth = prediction["depth"]
# Results: 2. Focal length in pixels
focallength_px = prediction["focallength_px"]`],Vt=()=>[`from huggingface_hub import from_pretrained_keras
import tensorflow as tf, requests

# Load and format input
IMAGE_URL = "https://storage.googleapis.com/dx-scin-public-data/dataset/images/3445096909671059178.png"
input_tensor = tf.train.Example(
    features=tf.train.Features(
        feature={
            "image/encoded": tf.train.Feature(
                bytes_list=tf.train.BytesList(value=[requests.get(IMAGE_URL, stream=True).content])
            )
        }
    )
).SerializeToString()

# Load model and run inference
loaded_model = from_pretrained_keras("google/derm-foundation")
infer = loaded_model.signatures["serving_default"]
print(infer(inputs=tf.constant([input_tensor])))`],Ht=e=>[`import soundfile as sf
from dia.model import Dia

model = Dia.from_pretrained("${e.id}")
text = "[S1] Dia is an open weights text to dialogue model. [S2] You get full control over scripts and voices. [S1] Wow. Amazing. (laughs) [S2] Try it now on Git hub or Hugging Face."
output = model.generate(text)

sf.write("simple.mp3", output, 44100)`],Ut=e=>[`from dia2 import Dia2, GenerationConfig, SamplingConfig

dia = Dia2.from_repo("${e.id}", device="cuda", dtype="bfloat16")
config = GenerationConfig(
    cfg_scale=2.0,
    audio=SamplingConfig(temperature=0.8, top_k=50),
    use_cuda_graph=True,
)
result = dia.generate("[S1] Hello Dia2!", config=config, output_wav="hello.wav", verbose=True)
`],Wt=e=>[`# pip install git+https://github.com/NVlabs/describe-anything
from huggingface_hub import snapshot_download
from dam import DescribeAnythingModel

snapshot_download(${e.id}, local_dir="checkpoints")

dam = DescribeAnythingModel(
	model_path="checkpoints",
	conv_mode="v1",
	prompt_mode="focal_prompt",
)`],Gt=`Astronaut in a jungle, cold color palette, muted colors, detailed, 8k`,S=`Turn this cat into a dog`,C=`A man with short gray hair plays a red electric guitar.`,Kt=e=>[`import torch
from diffusers import DiffusionPipeline

# switch to "mps" for apple devices
pipe = DiffusionPipeline.from_pretrained("${e.id}", dtype=torch.bfloat16, device_map="cuda")

prompt = "${x(e)??Gt}"
image = pipe(prompt).images[0]`],qt=e=>[`import torch
from diffusers import DiffusionPipeline
from diffusers.utils import load_image

# switch to "mps" for apple devices
pipe = DiffusionPipeline.from_pretrained("${e.id}", dtype=torch.bfloat16, device_map="cuda")

prompt = "${x(e)??S}"
input_image = load_image("https://huggingface.co/datasets/huggingface/documentation-images/resolve/main/diffusers/cat.png")

image = pipe(image=input_image, prompt=prompt).images[0]`],Jt=e=>[`import torch
from diffusers import DiffusionPipeline
from diffusers.utils import load_image, export_to_video

# switch to "mps" for apple devices
pipe = DiffusionPipeline.from_pretrained("${e.id}", dtype=torch.bfloat16, device_map="cuda")
pipe.to("cuda")

prompt = "${x(e)??C}"
image = load_image(
    "https://huggingface.co/datasets/huggingface/documentation-images/resolve/main/diffusers/guitar-man.png"
)

output = pipe(image=image, prompt=prompt).frames[0]
export_to_video(output, "output.mp4")`],Yt=e=>[`from diffusers import ControlNetModel, StableDiffusionControlNetPipeline

controlnet = ControlNetModel.from_pretrained("${e.id}")
pipe = StableDiffusionControlNetPipeline.from_pretrained(
	"${b(e)}", controlnet=controlnet
)`],Xt=e=>[`import torch
from diffusers import DiffusionPipeline

# switch to "mps" for apple devices
pipe = DiffusionPipeline.from_pretrained("${b(e)}", dtype=torch.bfloat16, device_map="cuda")
pipe.load_lora_weights("${e.id}")

prompt = "${x(e)??Gt}"
image = pipe(prompt).images[0]`],Zt=e=>[`import torch
from diffusers import DiffusionPipeline
from diffusers.utils import load_image

# switch to "mps" for apple devices
pipe = DiffusionPipeline.from_pretrained("${b(e)}", dtype=torch.bfloat16, device_map="cuda")
pipe.load_lora_weights("${e.id}")

prompt = "${x(e)??S}"
input_image = load_image("https://huggingface.co/datasets/huggingface/documentation-images/resolve/main/diffusers/cat.png")

image = pipe(image=input_image, prompt=prompt).images[0]`],Qt=e=>[`import torch
from diffusers import DiffusionPipeline
from diffusers.utils import export_to_video

# switch to "mps" for apple devices
pipe = DiffusionPipeline.from_pretrained("${b(e)}", dtype=torch.bfloat16, device_map="cuda")
pipe.load_lora_weights("${e.id}")

prompt = "${x(e)??C}"

output = pipe(prompt=prompt).frames[0]
export_to_video(output, "output.mp4")`],$t=e=>[`import torch
from diffusers import DiffusionPipeline
from diffusers.utils import load_image, export_to_video

# switch to "mps" for apple devices
pipe = DiffusionPipeline.from_pretrained("${b(e)}", dtype=torch.bfloat16, device_map="cuda")
pipe.load_lora_weights("${e.id}")

prompt = "${x(e)??C}"
input_image = load_image("https://huggingface.co/datasets/huggingface/documentation-images/resolve/main/diffusers/guitar-man.png")

image = pipe(image=input_image, prompt=prompt).frames[0]
export_to_video(output, "output.mp4")`],en=e=>[`import torch
from diffusers import DiffusionPipeline

# switch to "mps" for apple devices
pipe = DiffusionPipeline.from_pretrained("${b(e)}", dtype=torch.bfloat16, device_map="cuda")
pipe.load_textual_inversion("${e.id}")`],tn=e=>[`import torch
from diffusers import FluxFillPipeline
from diffusers.utils import load_image

image = load_image("https://huggingface.co/datasets/diffusers/diffusers-images-docs/resolve/main/cup.png")
mask = load_image("https://huggingface.co/datasets/diffusers/diffusers-images-docs/resolve/main/cup_mask.png")

# switch to "mps" for apple devices
pipe = FluxFillPipeline.from_pretrained("${e.id}", dtype=torch.bfloat16, device_map="cuda")
image = pipe(
    prompt="a white paper cup",
    image=image,
    mask_image=mask,
    height=1632,
    width=1232,
    guidance_scale=30,
    num_inference_steps=50,
    max_sequence_length=512,
    generator=torch.Generator("cpu").manual_seed(0)
).images[0]
image.save(f"flux-fill-dev.png")`],nn=e=>[`import torch
from diffusers import AutoPipelineForInpainting
from diffusers.utils import load_image

# switch to "mps" for apple devices
pipe = AutoPipelineForInpainting.from_pretrained("${e.id}", dtype=torch.float16, variant="fp16", device_map="cuda")

img_url = "https://raw.githubusercontent.com/CompVis/latent-diffusion/main/data/inpainting_examples/overture-creations-5sI6fQgYIuo.png"
mask_url = "https://raw.githubusercontent.com/CompVis/latent-diffusion/main/data/inpainting_examples/overture-creations-5sI6fQgYIuo_mask.png"

image = load_image(img_url).resize((1024, 1024))
mask_image = load_image(mask_url).resize((1024, 1024))

prompt = "a tiger sitting on a park bench"
generator = torch.Generator(device="cuda").manual_seed(0)

image = pipe(
  prompt=prompt,
  image=image,
  mask_image=mask_image,
  guidance_scale=8.0,
  num_inference_steps=20,  # steps between 15 and 30 work well for us
  strength=0.99,  # make sure to use \`strength\` below 1.0
  generator=generator,
).images[0]`],w=e=>{let t;return t=e.tags.includes(`StableDiffusionInpaintPipeline`)||e.tags.includes(`StableDiffusionXLInpaintPipeline`)?nn(e):e.tags.includes(`controlnet`)?Yt(e):e.tags.includes(`lora`)?e.pipeline_tag===`image-to-image`?Zt(e):e.pipeline_tag===`image-to-video`?$t(e):e.pipeline_tag===`text-to-video`?Qt(e):Xt(e):e.tags.includes(`textual_inversion`)?en(e):e.tags.includes(`FluxFillPipeline`)?tn(e):e.pipeline_tag===`image-to-video`?Jt(e):e.pipeline_tag===`image-to-image`?qt(e):Kt(e),[`pip install -U diffusers transformers accelerate`,...t]},rn=e=>{let t=`# Pipeline for Stable Diffusion 3
from diffusionkit.mlx import DiffusionPipeline

pipeline = DiffusionPipeline(
	shift=3.0,
	use_t5=False,
	model_version=${e.id},
	low_memory_mode=True,
	a16=True,
	w16=True,
)`,n=`# Pipeline for Flux
from diffusionkit.mlx import FluxPipeline

pipeline = FluxPipeline(
  shift=1.0,
  model_version=${e.id},
  low_memory_mode=True,
  a16=True,
  w16=True,
)`,r=`# Image Generation
HEIGHT = 512
WIDTH = 512
NUM_STEPS = ${e.tags.includes(`flux`)?4:50}
CFG_WEIGHT = ${e.tags.includes(`flux`)?0:5}

image, _ = pipeline.generate_image(
  "a photo of a cat",
  cfg_weight=CFG_WEIGHT,
  num_steps=NUM_STEPS,
  latent_size=(HEIGHT // 8, WIDTH // 8),
)`;return[e.tags.includes(`flux`)?n:t,r]},an=e=>[`# pip install --no-binary :all: cartesia-pytorch
from cartesia_pytorch import ReneLMHeadModel
from transformers import AutoTokenizer

model = ReneLMHeadModel.from_pretrained("${e.id}")
tokenizer = AutoTokenizer.from_pretrained("allenai/OLMo-1B-hf")

in_message = ["Rene Descartes was"]
inputs = tokenizer(in_message, return_tensors="pt")

outputs = model.generate(inputs.input_ids, max_length=50, top_k=100, top_p=0.99)
out_message = tokenizer.batch_decode(outputs, skip_special_tokens=True)[0]

print(out_message)
)`],on=e=>[`import mlx.core as mx
import cartesia_mlx as cmx

model = cmx.from_pretrained("${e.id}")
model.set_dtype(mx.float32)

prompt = "Rene Descartes was"

for text in model.generate(
    prompt,
    max_tokens=500,
    eval_every_n=5,
    verbose=True,
    top_p=0.99,
    temperature=0.85,
):
    print(text, end="", flush=True)
`],sn=e=>{let t=_(e.id).replaceAll(`-`,`_`);return[`# Load it from the Hub directly
import edsnlp
nlp = edsnlp.load("${e.id}")
`,`# Or install it as a package
!pip install git+https://huggingface.co/${e.id}

# and import it as a module
import ${t}

nlp = ${t}.load()  # or edsnlp.load("${t}")
`]},cn=e=>[`from espnet2.bin.tts_inference import Text2Speech

model = Text2Speech.from_pretrained("${e.id}")

speech, *_ = model("text to generate speech from")`],ln=e=>[`from espnet2.bin.asr_inference import Speech2Text

model = Speech2Text.from_pretrained(
  "${e.id}"
)

speech, rate = soundfile.read("speech.wav")
text, *_ = model(speech)[0]`],un=()=>[`unknown model type (must be text-to-speech or automatic-speech-recognition)`],dn=e=>e.tags.includes(`text-to-speech`)?cn(e):e.tags.includes(`automatic-speech-recognition`)?ln(e):un(),fn=e=>[`from fairseq.checkpoint_utils import load_model_ensemble_and_task_from_hf_hub

models, cfg, task = load_model_ensemble_and_task_from_hf_hub(
    "${e.id}"
)`],pn=e=>[`from flair.models import SequenceTagger

tagger = SequenceTagger.load("${e.id}")`],mn=e=>[`pip install flexray`,`from fxr.inference import FleXraySegmenter

segmenter = FleXraySegmenter.from_pretrained("${e.id}")
prediction = segmenter.predict("image.png", threshold=0.5)
masks = prediction.masks`],hn=()=>[`pip install git+https://github.com/SAP-samples/flextab`,`# Run a classification task
from sklearn.datasets import load_breast_cancer
from sklearn.metrics import accuracy_score
from sklearn.model_selection import train_test_split

from flextab import FlexTabClassifier

# Load sample data
X, y = load_breast_cancer(return_X_y=True)
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.5, random_state=42)

# Initialize a classifier, 8k context and 8-fold bagging gives best performance, reduce if running out of memory
clf = FlexTabClassifier(max_context_size=8192, bagging=8)

clf.fit(X_train, y_train)

# Predict probabilities
prediction_probabilities = clf.predict_proba(X_test)
# Predict labels
predictions = clf.predict(X_test)
print("Accuracy", accuracy_score(y_test, predictions))`,`# Run a regression task
from sklearn.datasets import fetch_openml
from sklearn.metrics import r2_score
from sklearn.model_selection import train_test_split

from flextab import FlexTabRegressor

# Load sample data
df = fetch_openml(data_id=531, as_frame=True)
X = df.data
y = df.target.astype(float)

# Train-test split
X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.5, random_state=42)

# Initialize the regressor, 8k context and 8-fold bagging gives best performance, reduce if running out of memory
regressor = FlexTabRegressor(max_context_size=8192, bagging=8)

regressor.fit(X_train, y_train)

# Predict on the test set
predictions = regressor.predict(X_test)

r2 = r2_score(y_test, predictions)
print("R² Score:", r2)`,`# Run a matching task
from sklearn.metrics import accuracy_score, roc_auc_score

from flextab import FlexTabMatcher
from flextab.utils.test_utils import load_febrl4

left_train, left_test, right_train, right_test, y_train, y_test = load_febrl4()

matcher = FlexTabMatcher(max_context_size=8192, bagging=1)
matcher.fit(left_train, right_train, y_train)
predictions = matcher.predict(left_test, right_test)
print(f'Accuracy {accuracy_score(y_test, predictions):.2%}')
# Probabilities (e.g. for thresholding or AUROC):
# probas = matcher.predict_proba_matching(left_test, right_test)
# print(f'AUROC {roc_auc_score(y_test, probas[:, 1]):.2%}')`],gn=e=>[`# Install from https://github.com/SVLwoof/gaussianformer

from gaussianformer.pipelines.rendering_pipeline import GaussianFormerRenderingPipeline

pipeline = GaussianFormerRenderingPipeline.from_pretrained("${e.id}")`],_n=e=>[`from gliner import GLiNER

model = GLiNER.from_pretrained("${e.id}")`],vn=e=>[`from gliner2 import GLiNER2

model = GLiNER2.from_pretrained("${e.id}")

# Extract entities
text = "Apple CEO Tim Cook announced iPhone 15 in Cupertino yesterday."
result = extractor.extract_entities(text, ["company", "person", "product", "location"])

print(result)`],yn=e=>[`# Download model
from huggingface_hub import snapshot_download

snapshot_download(${e.id}, local_dir="checkpoints")

from indextts.infer import IndexTTS

# Ensure config.yaml is present in the checkpoints directory
tts = IndexTTS(model_dir="checkpoints", cfg_path="checkpoints/config.yaml")

voice = "path/to/your/reference_voice.wav"  # Path to the voice reference audio file
text = "Hello, how are you?"
output_path = "output_index.wav"

tts.infer(voice, text, output_path)`],bn=e=>[`# CLI usage
# see docs: https://ai-riksarkivet.github.io/htrflow/latest/getting_started/quick_start.html
htrflow pipeline <path/to/pipeline.yaml> <path/to/image>`,`# Python usage
from htrflow.pipeline.pipeline import Pipeline
from htrflow.pipeline.steps import Task
from htrflow.models.framework.model import ModelClass

pipeline = Pipeline(
    [
        Task(
            ModelClass, {"model": "${e.id}"}, {}
        ),
    ])`],xn=e=>{let t=`pip install "jev-style[torch]"`;return e.tags.includes(`mlx`)?t=`# Apple silicon
pip install "jev-style[mlx]"`:e.tags.includes(`gguf`)&&(t=`pip install jev-style
# GGUF builds score through llama.cpp: build the jev-score binary once
hf download ${e.id} build_jev_score.sh jev_score.cpp --local-dir jev-score
export JEV_SCORE_BIN=$(sh jev-score/build_jev_score.sh /path/to/llama.cpp | tail -n 1)`),[t,`from jev_style import JevStyle, noul, choice

js = JevStyle.from_pretrained("${e.id}")
out = js.decide("I was charged twice for one order.", {
    "billing": noul("This message is about billing."),
    "team": choice("Which team should handle it?", ["billing", "shipping", "tech"]),
})
print(out["answers"]["team"]["choice"])`]},Sn=e=>[`# Available backend options are: "jax", "torch", "tensorflow".
import os
os.environ["KERAS_BACKEND"] = "jax"

import keras

model = keras.saving.load_model("hf://${e.id}")
`],Cn=e=>[`# pip install -U zeromodels
# ZeroModels is pure Keras 3, so pick a backend: "jax", "torch" or "tensorflow".
import os
os.environ["KERAS_BACKEND"] = "jax"

from zeromodels import AutoZModel

# AutoZModel reads the repo's model_type and loads the matching class.
# For a task head use the matching loader, e.g. AutoZMImageClassify / AutoZMDetect /
# AutoZMSemanticSegment / AutoZMTextGenerate (see zeromodels.auto).
model = AutoZModel.from_weights("${e.id}")
`],T={CausalLM:e=>`
import keras_hub

# Load CausalLM model (optional: use half precision for inference)
causal_lm = keras_hub.models.CausalLM.from_preset("hf://${e}", dtype="bfloat16")
causal_lm.compile(sampler="greedy")  # (optional) specify a sampler

# Generate text
causal_lm.generate("Keras: deep learning for", max_length=64)
`,TextToImage:e=>`
import keras_hub

# Load TextToImage model (optional: use half precision for inference)
text_to_image = keras_hub.models.TextToImage.from_preset("hf://${e}", dtype="bfloat16")

# Generate images with a TextToImage model.
text_to_image.generate("Astronaut in a jungle")
`,TextClassifier:e=>`
import keras_hub

# Load TextClassifier model
text_classifier = keras_hub.models.TextClassifier.from_preset(
    "hf://${e}",
    num_classes=2,
)
# Fine-tune
text_classifier.fit(x=["Thilling adventure!", "Total snoozefest."], y=[1, 0])
# Classify text
text_classifier.predict(["Not my cup of tea."])
`,ImageClassifier:e=>`
import keras_hub
import keras

# Load ImageClassifier model
image_classifier = keras_hub.models.ImageClassifier.from_preset(
    "hf://${e}",
    num_classes=2,
)
# Fine-tune
image_classifier.fit(
    x=keras.random.randint((32, 64, 64, 3), 0, 256),
    y=keras.random.randint((32, 1), 0, 2),
)
# Classify image
image_classifier.predict(keras.random.randint((1, 64, 64, 3), 0, 256))
`},wn=(e,t)=>`
import keras_hub

# Create a ${e} model
task = keras_hub.models.${e}.from_preset("hf://${t}")
`,Tn=e=>`
import keras_hub

# Create a Backbone model unspecialized for any task
backbone = keras_hub.models.Backbone.from_preset("hf://${e}")
`,En=e=>{let t=e.id,n=(e.config?.keras_hub?.tasks??[]).filter(y),r=[];for(let[e,i]of Object.entries(T))n.includes(e)&&r.push(i(t));for(let e of n)Object.keys(T).includes(e)||r.push(wn(e,t));return r.push(Tn(t)),r},Dn=e=>[`# !pip install kernels

from kernels import get_kernel

kernel = get_kernel("${e.id}")`],On=e=>[`# Example usage for KimiAudio
# pip install git+https://github.com/MoonshotAI/Kimi-Audio.git

from kimia_infer.api.kimia import KimiAudio

model = KimiAudio(model_path="${e.id}", load_detokenizer=True)

sampling_params = {
    "audio_temperature": 0.8,
    "audio_top_k": 10,
    "text_temperature": 0.0,
    "text_top_k": 5,
}

# For ASR
asr_audio = "asr_example.wav"
messages_asr = [
    {"role": "user", "message_type": "text", "content": "Please transcribe the following audio:"},
    {"role": "user", "message_type": "audio", "content": asr_audio}
]
_, text = model.generate(messages_asr, **sampling_params, output_type="text")
print(text)

# For Q&A
qa_audio = "qa_example.wav"
messages_conv = [{"role": "user", "message_type": "audio", "content": qa_audio}]
wav, text = model.generate(messages_conv, **sampling_params, output_type="both")
sf.write("output_audio.wav", wav.cpu().view(-1).numpy(), 24000)
print(text)
`],kn=e=>[`from kittentts import KittenTTS
m = KittenTTS("${e.id}")

audio = m.generate("This high quality TTS model works without a GPU")

# Save the audio
import soundfile as sf
sf.write('output.wav', audio, 24000)`];function An(e){let t=[e.id,...e.tags??[]],n=e.cardData?.base_model;return Array.isArray(n)?t.push(...n):n&&t.push(n),t.some(e=>/ltx[-_]?2\.5/i.test(e))}const E=`models/gemma-3-12b`,D=`A beautiful sunset over the ocean`;function jn(e){return`# Install the LTX-2 pipelines
git clone https://github.com/Lightricks/LTX-2.git
cd LTX-2
uv sync ${e?`--extra natten`:`--frozen`}`}function O(e,t,n,r){let i=`uv run python -m ltx_pipelines.${e} \\\n    ${t.join(` \\
    `)}`,a=[`# ${n}`,i];return r?.footer&&a.push(r.footer),r?.hint&&a.push(`# For image-to-video, add: --image path/to/image.jpg 0 0.8`),a.join(`
`)}const k=`Lightricks/LTX-2.5-22b-IC-LoRA-Pixel-Spatial-Upscaler`;function A(e){let t=[`--transformer-path ${e.transformer}`,`--text-encoder-path ${e.textEncoder}`,`--video-vae-path ${e.videoVae}`,`--audio-vae-path ${e.audioVae}`,`--spatial-upsampler-path ${e.spatialUpsampler}`];return e.temporalUpsampler&&t.push(`--temporal-upsampler-path ${e.temporalUpsampler}`),t}function Mn(e){let t={transformer:`${e}/diffusion_models/<distilled-transformer>.safetensors`,textEncoder:`${e}/text_encoders/gemma4-12b-with-proj-ltx-2.5-bf16.safetensors`,videoVae:`${e}/vae/<video-vae>.safetensors`,audioVae:`${e}/vae/<audio-vae>.safetensors`,spatialUpsampler:`${e}/latent_upscale_models/<spatial-upsampler>.safetensors`};return{distilled:t,dfr:{...t,temporalUpsampler:`${e}/latent_upscale_models/<temporal-upsampler>.safetensors`}}}function Nn(){return{transformer:`path/to/distilled-transformer.safetensors`,textEncoder:`path/to/gemma4-12b-with-proj-ltx-2.5-bf16.safetensors`,videoVae:`path/to/video-vae.safetensors`,audioVae:`path/to/audio-vae.safetensors`,spatialUpsampler:`path/to/spatial-upsampler.safetensors`}}function j(e,t,n){if(n===`adapter`)return`# Download the adapter weights from this repo
# (base components come from Lightricks/LTX-2.5 — see Files and versions)
hf download ${e} --local-dir ${t}`;let r=`models/${k.split(`/`)[1]}`;return`# Download weights from this repo
# Substitute filenames from this repo's "Files and versions" if they differ
hf download ${e} \\
    diffusion_models/<distilled-transformer>.safetensors \\
    text_encoders/gemma4-12b-with-proj-ltx-2.5-bf16.safetensors \\
    vae/<video-vae>.safetensors \\
    vae/<audio-vae>.safetensors \\
    latent_upscale_models/<spatial-upsampler>.safetensors \\
    latent_upscale_models/<temporal-upsampler>.safetensors \\
    --local-dir ${t}
# DFR requires the detailing IC-LoRA (separate repo; strength is fixed at 0.5)
hf download ${k} --local-dir ${r}`}function Pn(e,t){return`# Download the weights from this repo, plus the Gemma text encoder
hf download ${e} --local-dir ${t}
hf download google/gemma-3-12b-it-qat-q4_0-unquantized --local-dir ${E}`}function Fn(e,t,n){let r=jn(!0),i=`--lora ${t}/<weights>.safetensors 1.0`,a=Nn();if(n.includes(`ic-lora`))return[r,j(e.id,t,`adapter`),O(`ic_lora`,[...A(a),i,`--video-conditioning reference.mp4 1.0`,`--prompt "your prompt here"`,`--output-path output.mp4`],`Video-to-video with the IC-LoRA (runs on the distilled LTX-2.5 base)`)];if(n.includes(`lora`))return[r,j(e.id,t,`adapter`),O(`distilled`,[...A(a),i,`--prompt "your prompt here"`,`--output-path output.mp4`],`Text/image-to-video with the LoRA on the distilled LTX-2.5 pipeline`,{hint:!0})];let{distilled:o,dfr:s}=Mn(t),c=`models/${k.split(`/`)[1]}`;return[r,j(e.id,t,`base`),O(`distilled`,[...A(o),`--num-frames 121`,`--prompt "${D}"`,`--output-path output.mp4`],`Distilled LTX-2.5 pipeline (fast)`,{hint:!0}),O(`dfr_pipeline`,[...A(s),`--detailing-lora ${c}/ltx-2.5-22b-ic-lora-pixel-spatial-upscaler-x2-1.0.safetensors`,`--spatial-upscalings 1`,`--temporal-upscalings 1`,`--height 1088`,`--width 1920`,`--num-frames 121`,`--prompt "${D}"`,`--output-path output.mp4`],`DFR pipeline (higher detail fidelity; optional temporal 2x/4x)`,{footer:`# For 4K: --spatial-upscalings 2 --width 3840 --height 2176`,hint:!0})]}function In(e,t,n){let r=jn(!1),i=Pn(e.id,t),a=`--lora ${t}/<weights>.safetensors 1.0`,o=`--gemma-root ${E}`;return n.includes(`ic-lora`)?[r,i,O(`ic_lora`,[`--distilled-checkpoint-path path/to/distilled_checkpoint.safetensors`,`--spatial-upsampler-path path/to/spatial_upsampler.safetensors`,o,a,`--video-conditioning reference.mp4 1.0`,`--prompt "your prompt here"`,`--output-path output.mp4`],`Video-to-video with the IC-LoRA (runs on the distilled base model)`)]:n.includes(`lora`)?[r,i,O(`ti2vid_two_stages_hq`,[`--checkpoint-path path/to/checkpoint.safetensors`,`--distilled-lora path/to/distilled_lora.safetensors 0.8`,`--spatial-upsampler-path path/to/spatial_upsampler.safetensors`,o,a,`--prompt "your prompt here"`,`--output-path output.mp4`],`Text/image-to-video with the LoRA on the HQ two-stage base pipeline`,{hint:!0})]:[r,i,O(`distilled`,[`--distilled-checkpoint-path ${t}/<distilled-checkpoint>.safetensors`,`--spatial-upsampler-path ${t}/<spatial-upsampler>.safetensors`,o,`--prompt "${D}"`,`--output-path output.mp4`],`Fast pipeline (distilled model, no distilled LoRA needed)`,{hint:!0}),O(`ti2vid_two_stages_hq`,[`--checkpoint-path ${t}/<checkpoint>.safetensors`,`--distilled-lora ${t}/<distilled-lora>.safetensors 0.8`,`--spatial-upsampler-path ${t}/<spatial-upsampler>.safetensors`,o,`--prompt "${D}"`,`--output-path output.mp4`],`HQ pipeline (two-stage, higher quality)`,{hint:!0})]}const Ln=e=>{let t=`models/${_(e.id)}`,n=e.tags??[];return An(e)?Fn(e,t,n):In(e,t,n)},Rn=e=>e.tags.includes(`bi-encoder`)?[`#install from https://github.com/webis-de/lightning-ir

from lightning_ir import BiEncoderModule
model = BiEncoderModule("${e.id}")

model.score("query", ["doc1", "doc2", "doc3"])`]:e.tags.includes(`cross-encoder`)?[`#install from https://github.com/webis-de/lightning-ir

from lightning_ir import CrossEncoderModule
model = CrossEncoderModule("${e.id}")

model.score("query", ["doc1", "doc2", "doc3"])`]:[`#install from https://github.com/webis-de/lightning-ir

from lightning_ir import BiEncoderModule, CrossEncoderModule

# depending on the model type, use either BiEncoderModule or CrossEncoderModule
model = BiEncoderModule("${e.id}")
# model = CrossEncoderModule("${e.id}")

model.score("query", ["doc1", "doc2", "doc3"])`],zn=e=>{let t=[`# !pip install llama-cpp-python

from llama_cpp import Llama

llm = Llama.from_pretrained(
	repo_id="${e.id}",
	filename="{{GGUF_FILE}}",
)
`];if(e.tags.includes(`conversational`)){let n=yt(e);t.push(`llm.create_chat_completion(
	messages = ${bt(n,{attributeKeyQuotes:!0,indent:`	`})}
)`)}else t.push(`output = llm(
	"Once upon a time,",
	max_tokens=512,
	echo=True
)
print(output)`);return t},Bn=e=>{if(e.tags.includes(`smolvla`)){let t=[`# See https://github.com/huggingface/lerobot?tab=readme-ov-file#installation for more details
git clone https://github.com/huggingface/lerobot.git
cd lerobot
pip install -e .[smolvla]`,`# Launch finetuning on your dataset
python lerobot/scripts/train.py \\
--policy.path=${e.id} \\
--dataset.repo_id=lerobot/svla_so101_pickplace \\
--batch_size=64 \\
--steps=20000 \\
--output_dir=outputs/train/my_smolvla \\
--job_name=my_smolvla_training \\
--policy.device=cuda \\
--wandb.enable=true`];return e.id!==`lerobot/smolvla_base`&&t.push(`# Run the policy using the record function
python -m lerobot.record \\
  --robot.type=so101_follower \\
  --robot.port=/dev/ttyACM0 \\ # <- Use your port
  --robot.id=my_blue_follower_arm \\ # <- Use your robot id
  --robot.cameras="{ front: {type: opencv, index_or_path: 8, width: 640, height: 480, fps: 30}}" \\ # <- Use your cameras
  --dataset.single_task="Grasp a lego block and put it in the bin." \\ # <- Use the same task description you used in your dataset recording
  --dataset.repo_id=HF_USER/dataset_name \\  # <- This will be the dataset name on HF Hub
  --dataset.episode_time_s=50 \\
  --dataset.num_episodes=10 \\
  --policy.path=${e.id}`),t}return[]},Vn=e=>[`# LiteRT-LM runs on various platforms (Android, iOS, Windows, Linux, macOS, IoT, Web/WASM)
# and supports many APIs (C++, Python, Kotlin, Swift, JavaScript, Flutter).
# For platform-specific integration guides, please refer to the official developer website:
# https://ai.google.dev/edge/litert-lm

# To try LiteRT-LM, the easiest way is to use our CLI tool.
# 1. Install the LiteRT-LM CLI tool:
pip install -U litert-lm

# 2. Download and run this model locally:
# See: https://ai.google.dev/edge/litert-lm/cli
litert-lm run \\
  --from-huggingface-repo=${e.id} \\
  --prompt="Write me a poem"`],Hn=e=>[`# Note: 'keras<3.x' or 'tf_keras' must be installed (legacy)
# See https://github.com/keras-team/tf-keras for more details.
from huggingface_hub import from_pretrained_keras

model = from_pretrained_keras("${e.id}")
`],Un=e=>[`from mamba_ssm import MambaLMHeadModel

model = MambaLMHeadModel.from_pretrained("${e.id}")`],Wn=e=>[`# Install from https://github.com/Camb-ai/MARS5-TTS

from inference import Mars5TTS
mars5 = Mars5TTS.from_pretrained("${e.id}")`],Gn=e=>[`# Install from https://github.com/pq-yang/MatAnyone.git

from matanyone.model.matanyone import MatAnyone
model = MatAnyone.from_pretrained("${e.id}")`,`
from matanyone import InferenceCore
processor = InferenceCore("${e.id}")`],Kn=e=>[`# memra serves NVIDIA Blackwell workstation and consumer cards (sm_120a), with a
# compile-gated Hopper lane. Prebuilt binaries need Linux x86_64 and driver 580+,
# and no CUDA toolkit.
curl -fsSL https://raw.githubusercontent.com/avifenesh/memra/main/tools/install.sh | sh`,`# One chat-templated generation. In a repo with several GGUF files, append
# :<substring> to choose one, for example hf:${e.id}:Q4_K_M
MEMRA_CHAT=1 run-gen hf:${e.id} --prompt "Explain KV caches in one sentence."`,`# Or an OpenAI-compatible server on 127.0.0.1:8080.
MEMRA_MODELS="model=hf:${e.id}" memra-server`],qn=()=>[`# Install from https://github.com/buaacyw/MeshAnything.git

from MeshAnything.models.meshanything import MeshAnything

# refer to https://github.com/buaacyw/MeshAnything/blob/main/main.py#L91 on how to define args
# and https://github.com/buaacyw/MeshAnything/blob/main/app.py regarding usage
model = MeshAnything(args)`],Jn=e=>{let t=e.widgetData?.[0],n=v(t?.text??``),r=e.mask_token??`<mask>`,i=n?.replace(r,`A`),a=[`pip install multimolecule`];return i?a.push(`from multimolecule import AutoModel, AutoTokenizer

tokenizer = AutoTokenizer.from_pretrained("${e.id}")
model = AutoModel.from_pretrained("${e.id}")

inputs = tokenizer("${i}", return_tensors="pt")
outputs = model(**inputs)
embeddings = outputs.last_hidden_state`):a.push(`from multimolecule import AutoModel, AutoTokenizer

tokenizer = AutoTokenizer.from_pretrained("${e.id}")
model = AutoModel.from_pretrained("${e.id}")`),e.tags.includes(`rna-secondary-structure`)&&n?a.push(`import multimolecule
from transformers import pipeline

predictor = pipeline("rna-secondary-structure", model="${e.id}")
output = predictor("${n}")
print(output["secondary_structure"])`):e.pipeline_tag===`fill-mask`&&n&&a.push(`import multimolecule
from transformers import pipeline

predictor = pipeline("fill-mask", model="${e.id}")
output = predictor("${n}")`),a},Yn=e=>[`import open_clip

model, preprocess_train, preprocess_val = open_clip.create_model_and_transforms('hf-hub:${e.id}')
tokenizer = open_clip.get_tokenizer('hf-hub:${e.id}')`],Xn=e=>{let t=e.id.split(`/`).pop()??e.id;return[`# Install the openasr CLI: https://github.com/QuintinShaw/openasr/releases
openasr pull ${t}
openasr transcribe audio.wav --model ${t}`]},Zn=()=>[`# pip install 'opendde[gpu]'
# Checkpoints are fetched from the Hub into $OPENDDE_ROOT_DIR (default ~/.cache/opendde)
opendde doctor
opendde pred -i examples/input.json -o ./output -n opendde_v1`],Qn=e=>{let t=e.config?.architectures?.[0];return t&&y(t)?[[`from paddlenlp.transformers import AutoTokenizer, ${t}`,``,`tokenizer = AutoTokenizer.from_pretrained("${e.id}", from_hf_hub=True)`,`model = ${t}.from_pretrained("${e.id}", from_hf_hub=True)`].join(`
`)]:[[`# ⚠️ Type of model unknown`,`from paddlenlp.transformers import AutoTokenizer, AutoModel`,``,`tokenizer = AutoTokenizer.from_pretrained("${e.id}", from_hf_hub=True)`,`model = AutoModel.from_pretrained("${e.id}", from_hf_hub=True)`].join(`
`)]},$n=e=>{let t={textline_detection:{className:`TextDetection`},textline_recognition:{className:`TextRecognition`},seal_text_detection:{className:`SealTextDetection`},doc_img_unwarping:{className:`TextImageUnwarping`},doc_img_orientation_classification:{className:`DocImgOrientationClassification`},textline_orientation_classification:{className:`TextLineOrientationClassification`},chart_parsing:{className:`ChartParsing`},formula_recognition:{className:`FormulaRecognition`},layout_detection:{className:`LayoutDetection`},table_cells_detection:{className:`TableCellsDetection`},wired_table_classification:{className:`TableClassification`},table_structure_recognition:{className:`TableStructureRecognition`}};if(e.tags.includes(`doc_vlm`))return[`# 1. See https://www.paddlepaddle.org.cn/en/install to install paddlepaddle
# 2. pip install paddleocr

from paddleocr import DocVLM
model = DocVLM(model_name="${_(e.id)}")
output = model.predict(
    input={"image": "path/to/image.png", "query": "Parsing this image and output the content in Markdown format."},
    batch_size=1
)
for res in output:
    res.print()
    res.save_to_json(save_path="./output/res.json")`];if(e.tags.includes(`document-parse`)){let t=e.id.replace(`PaddlePaddle/PaddleOCR-VL-`,`v`);return[`# See https://www.paddleocr.ai/latest/version3.x/pipeline_usage/PaddleOCR-VL.html to installation

from paddleocr import PaddleOCRVL
pipeline = PaddleOCRVL(pipeline_version="${t===`PaddlePaddle/PaddleOCR-VL`?`v1`:t}")
output = pipeline.predict("path/to/document_image.png")
for res in output:
	res.print()
	res.save_to_json(save_path="output")
	res.save_to_markdown(save_path="output")`]}for(let n of e.tags)if(n in t){let{className:r}=t[n];return[`# 1. See https://www.paddlepaddle.org.cn/en/install to install paddlepaddle
# 2. pip install paddleocr

from paddleocr import ${r}
model = ${r}(model_name="${_(e.id)}")
output = model.predict(input="path/to/image.png", batch_size=1)
for res in output:
    res.print()
    res.save_to_img(save_path="./output/")
    res.save_to_json(save_path="./output/res.json")`]}return[`# Please refer to the document for information on how to use the model.
# https://paddlepaddle.github.io/PaddleOCR/latest/en/version3.x/module_usage/module_overview.html`]},er=e=>{let t=`# Use PE-Core models as CLIP models
import core.vision_encoder.pe as pe

model = pe.CLIP.from_config("${e.id}", pretrained=True)`,n=`# Use any PE model as a vision encoder
import core.vision_encoder.pe as pe

model = pe.VisionTransformer.from_config("${e.id}", pretrained=True)`;return e.id.includes(`Core`)?[t,n]:[n]},tr=e=>[`from huggingface_hub import snapshot_download
from phantom_wan import WANI2V, configs

checkpoint_dir = snapshot_download("${e.id}")
wan_i2v = WanI2V(
            config=configs.WAN_CONFIGS['i2v-14B'],
            checkpoint_dir=checkpoint_dir,
        )
 video = wan_i2v.generate(text_prompt, image_prompt)`],nr=e=>[`from pocket_tts import TTSModel
import scipy.io.wavfile

tts_model = TTSModel.load_model("${e.id}")
voice_state = tts_model.get_state_for_audio_prompt(
    "hf://kyutai/tts-voices/alba-mackenna/casual.wav"
)
audio = tts_model.generate_audio(voice_state, "Hello world, this is a test.")
# Audio is a 1D torch tensor containing PCM data.
scipy.io.wavfile.write("output.wav", tts_model.sample_rate, audio.numpy())`],rr=e=>[`from pyannote.audio import Pipeline

pipeline = Pipeline.from_pretrained("${e.id}")

# inference on the whole file
pipeline("file.wav")

# inference on an excerpt
from pyannote.core import Segment
excerpt = Segment(start=2.0, end=5.0)

from pyannote.audio import Audio
waveform, sample_rate = Audio().crop("file.wav", excerpt)
pipeline({"waveform": waveform, "sample_rate": sample_rate})`],ir=e=>[`from pyannote.audio import Model, Inference

model = Model.from_pretrained("${e.id}")
inference = Inference(model)

# inference on the whole file
inference("file.wav")

# inference on an excerpt
from pyannote.core import Segment
excerpt = Segment(start=2.0, end=5.0)
inference.crop("file.wav", excerpt)`],ar=e=>e.tags.includes(`pyannote-audio-pipeline`)?rr(e):ir(e),or=e=>[`from relik import Relik

relik = Relik.from_pretrained("${e.id}")`],sr=e=>[`# Install from https://github.com/microsoft/renderformer

from renderformer import RenderFormerRenderingPipeline
pipeline = RenderFormerRenderingPipeline.from_pretrained("${e.id}")`],cr=e=>[`# pip install routee.powertrain
import pandas as pd
import routee.powertrain as pt
from routee.powertrain.registry import HFRegistry

registry = HFRegistry(repo_id="${e.id}")

# find a vehicle: filter by make, model, year, powertrain type, features, ...
pt.query_available_models(make="tesla", model="model 3", registry=registry)

# load one by its id: "<make>/<vehicle_slug>/<year>/<config_slug>"
model = pt.load_model("tesla/model_3_bev/2022/rf_c3326385", registry=registry)

links = pd.DataFrame({
    "distance": [0.1, 0.2],  # miles
    "speed_mph": [30, 55],
    "grade_percent": [-2.0, 1.0],
})
model.predict(links)`],lr=e=>[`from tensorflow_tts.inference import AutoProcessor, TFAutoModel

processor = AutoProcessor.from_pretrained("${e.id}")
model = TFAutoModel.from_pretrained("${e.id}")
`],ur=e=>[`from tensorflow_tts.inference import TFAutoModel

model = TFAutoModel.from_pretrained("${e.id}")
audios = model.inference(mels)
`],dr=e=>[`from tensorflow_tts.inference import TFAutoModel

model = TFAutoModel.from_pretrained("${e.id}")
`],fr=e=>e.tags.includes(`text-to-mel`)?lr(e):e.tags.includes(`mel-to-wav`)?ur(e):dr(e),pr=e=>[`import timm

model = timm.create_model("hf_hub:${e.id}", pretrained=True)`],mr=()=>[`# pip install sae-lens
from sae_lens import SAE

sae, cfg_dict, sparsity = SAE.from_pretrained(
    release = "RELEASE_ID", # e.g., "gpt2-small-res-jb". See other options in https://github.com/jbloomAus/SAELens/blob/main/sae_lens/pretrained_saes.yaml
    sae_id = "SAE_ID", # e.g., "blocks.8.hook_resid_pre". Won't always be a hook point
)`],hr=()=>[`# seed_story_cfg_path refers to 'https://github.com/TencentARC/SEED-Story/blob/master/configs/clm_models/agent_7b_sft.yaml'
# llm_cfg_path refers to 'https://github.com/TencentARC/SEED-Story/blob/master/configs/clm_models/llama2chat7b_lora.yaml'
from omegaconf import OmegaConf
import hydra

# load Llama2
llm_cfg = OmegaConf.load(llm_cfg_path)
llm = hydra.utils.instantiate(llm_cfg, torch_dtype="fp16")

# initialize seed_story
seed_story_cfg = OmegaConf.load(seed_story_cfg_path)
seed_story = hydra.utils.instantiate(seed_story_cfg, llm=llm) `],gr=(e,t)=>[`import joblib
from skops.hub_utils import download
download("${e.id}", "path_to_folder")
model = joblib.load(
	"${v(t)}"
)
# only load pickle files from sources you trust
# read more about it here https://skops.readthedocs.io/en/stable/persistence.html`],_r=(e,t)=>[`from skops.hub_utils import download
from skops.io import load
download("${e.id}", "path_to_folder")
# make sure model file is in skops format
# if model is a pickle file, make sure it's from a source you trust
model = load("path_to_folder/${v(t)}")`],vr=e=>[`from huggingface_hub import hf_hub_download
import joblib
model = joblib.load(
	hf_hub_download("${e.id}", "sklearn_model.joblib")
)
# only load pickle files from sources you trust
# read more about it here https://skops.readthedocs.io/en/stable/persistence.html`],yr=e=>{if(e.tags.includes(`skops`)){let t=e.config?.sklearn?.model?.file,n=e.config?.sklearn?.model_format;return t?n===`pickle`?gr(e,t):_r(e,t):[`# ⚠️ Model filename not specified in config.json`]}return vr(e)},br=e=>[`import torch
import torchaudio
from einops import rearrange
from stable_audio_tools import get_pretrained_model
from stable_audio_tools.inference.generation import generate_diffusion_cond

device = "cuda" if torch.cuda.is_available() else "cpu"

# Download model
model, model_config = get_pretrained_model("${e.id}")
sample_rate = model_config["sample_rate"]
sample_size = model_config["sample_size"]

model = model.to(device)

# Set up text and timing conditioning
conditioning = [{
	"prompt": "128 BPM tech house drum loop",
}]

# Generate stereo audio
output = generate_diffusion_cond(
	model,
	conditioning=conditioning,
	sample_size=sample_size,
	device=device
)

# Rearrange audio batch to a single sequence
output = rearrange(output, "b d n -> d (b n)")

# Peak normalize, clip, convert to int16, and save to file
output = output.to(torch.float32).div(torch.max(torch.abs(output))).clamp(-1, 1).mul(32767).to(torch.int16).cpu()
torchaudio.save("output.wav", output, sample_rate)`],xr=e=>[`from huggingface_hub import from_pretrained_fastai

learn = from_pretrained_fastai("${e.id}")`],Sr=e=>[`# Use SAM2 with images
import torch
from sam2.sam2_image_predictor import SAM2ImagePredictor

predictor = SAM2ImagePredictor.from_pretrained(${e.id})

with torch.inference_mode(), torch.autocast("cuda", dtype=torch.bfloat16):
    predictor.set_image(<your_image>)
    masks, _, _ = predictor.predict(<input_prompts>)`,`# Use SAM2 with videos
import torch
from sam2.sam2_video_predictor import SAM2VideoPredictor

predictor = SAM2VideoPredictor.from_pretrained(${e.id})

with torch.inference_mode(), torch.autocast("cuda", dtype=torch.bfloat16):
    state = predictor.init_state(<your_video>)

    # add new prompts and instantly get the output on the same frame
    frame_idx, object_ids, masks = predictor.add_new_points(state, <your_prompts>):

    # propagate the prompts to get masklets throughout the video
    for frame_idx, object_ids, masks in predictor.propagate_in_video(state):
        ...`],Cr=e=>[`from inference import Inference, load_image, load_single_mask
from huggingface_hub import hf_hub_download

path = hf_hub_download("${e.id}", "pipeline.yaml")
inference = Inference(path, compile=False)

image = load_image("path_to_image.png")
mask = load_single_mask("path_to_mask.png", index=14)

output = inference(image, mask)`],wr=e=>[`from notebook.utils import setup_sam_3d_body

estimator = setup_sam_3d_body(${e.id})
outputs = estimator.process_one_image(image)
rend_img = visualize_sample_together(image, outputs, estimator.faces)`],Tr=e=>[`python -m sample_factory.huggingface.load_from_hub -r ${e.id} -d ./train_dir`];function Er(e){let t=e.widgetData?.[0];if(t?.source_sentence&&t?.sentences?.length)return[t.source_sentence,...t.sentences]}const Dr=e=>{let t=`# Run this model on the Apple Neural Engine, without CoreML.`;return e.pipeline_tag===`text-generation`?[`${t}
import aneforge as af
from transformers import AutoTokenizer

tok = AutoTokenizer.from_pretrained("${e.id}")
model = af.load_llm("${e.id}")            # prefill + resident-KV-cache decode on the ANE
ids = tok.encode("The Neural Engine is")
print(tok.decode(model.generate(ids, max_new_tokens=20)))`]:e.pipeline_tag===`zero-shot-image-classification`||e.tags.includes(`clip`)?[`${t}
import aneforge as af

clip = af.load_clip("${e.id}")
labels = clip.classify(image, ["a photo of a cat", "a photo of a dog"])  # image: a PIL.Image; zero-shot (label, prob)`]:e.tags.includes(`resnet`)?[`${t}
import aneforge as af

net = af.load_resnet("${e.id}")             # BatchNorm folded into the preceding conv at load
logits = net(pixels)                          # pixels: a preprocessed [1, 3, 224, 224] float32 batch -> [1, 1000]`]:e.pipeline_tag===`image-classification`?[`${t}
import aneforge as af

vit = af.load_vit("${e.id}")
labels = vit.classify(image)                  # image: a PIL.Image; returns top-k (label, logit)`]:e.pipeline_tag===`automatic-speech-recognition`?[`${t}
import aneforge as af

asr = af.load_whisper("${e.id}")
text = asr.transcribe(audio)                  # audio: a 16 kHz mono float32 waveform`]:[`# Run this model's encoder on the Apple Neural Engine, without CoreML.
from aneforge.sentence_transformers import SentenceTransformer

model = SentenceTransformer("${e.id}")
embeddings = model.encode(["Hello from the Neural Engine"], normalize_embeddings=True)`]},Or=e=>{let t=e.tags.includes(xt)?`, trust_remote_code=True`:``;if(e.tags.includes(`PyLate`))return[`from pylate import models

queries = [
    "Which planet is known as the Red Planet?",
    "What is the largest planet in our solar system?",
]

documents = [
    ["Mars is the Red Planet.", "Venus is Earth's twin."],
    ["Jupiter is the largest planet.", "Saturn has rings."],
]

model = models.ColBERT(model_name_or_path="${e.id}")

queries_emb = model.encode(queries, is_query=True)
docs_emb = model.encode(documents, is_query=False)`];if(e.tags.includes(`cross-encoder`)||e.pipeline_tag==`text-ranking`)return[`from sentence_transformers import CrossEncoder

model = CrossEncoder("${e.id}"${t})

query = "Which planet is known as the Red Planet?"
passages = [
	"Venus is often called Earth's twin because of its similar size and proximity.",
	"Mars, known for its reddish appearance, is often referred to as the Red Planet.",
	"Jupiter, the largest planet in our solar system, has a prominent red spot.",
	"Saturn, famous for its rings, is sometimes mistaken for the Red Planet."
]

scores = model.predict([(query, passage) for passage in passages])
print(scores)`];let n=Er(e)??[`The weather is lovely today.`,`It's so sunny outside!`,`He drove to the stadium.`];return[`from sentence_transformers import SentenceTransformer

model = SentenceTransformer("${e.id}"${t})

sentences = ${JSON.stringify(n,null,4)}
embeddings = model.encode(sentences)

similarities = model.similarity(embeddings, embeddings)
print(similarities.shape)
# [${n.length}, ${n.length}]`]},kr=e=>[`from setfit import SetFitModel

model = SetFitModel.from_pretrained("${e.id}")`],Ar=e=>[`!pip install https://huggingface.co/${e.id}/resolve/main/${_(e.id)}-any-py3-none-any.whl

# Using spacy.load().
import spacy
nlp = spacy.load("${_(e.id)}")

# Importing as module.
import ${_(e.id)}
nlp = ${_(e.id)}.load()`],jr=e=>[`from span_marker import SpanMarkerModel

model = SpanMarkerModel.from_pretrained("${e.id}")`],Mr=e=>[`import stanza

stanza.download("${_(e.id).replace(`stanza-`,``)}")
nlp = stanza.Pipeline("${_(e.id).replace(`stanza-`,``)}")`],Nr=e=>{switch(e){case`EncoderClassifier`:return`classify_file`;case`EncoderDecoderASR`:case`EncoderASR`:return`transcribe_file`;case`SpectralMaskEnhancement`:return`enhance_file`;case`SepformerSeparation`:return`separate_file`;default:return}},Pr=e=>{let t=e.config?.speechbrain?.speechbrain_interface;if(t===void 0)return[`# interface not specified in config.json`];let n=Nr(t);return n===void 0?[`# interface in config.json invalid`]:[`from speechbrain.pretrained import ${t}
model = ${t}.from_hparams(
  "${e.id}"
)
model.${n}("file.wav")`]},Fr=e=>[`from terratorch.registry import BACKBONE_REGISTRY

model = BACKBONE_REGISTRY.build("${e.id}")`],Ir=e=>e.config?.tokenizer_config?.chat_template!==void 0||e.config?.processor_config?.chat_template!==void 0||e.config?.chat_template_jinja!==void 0,M=e=>{let t=e.transformersInfo?.auto_model;return t&&y(t)?t:void 0},N=e=>{let t=e.transformersInfo;if(!t)return[`# ⚠️ Type of model unknown`];let n=M(e)??`AutoModel`,r=e.tags.includes(xt)?`, trust_remote_code=True`:``,i=[];if(t.processor){let a=t.processor===`AutoTokenizer`?`tokenizer`:t.processor===`AutoFeatureExtractor`?`extractor`:`processor`;i.push(`# Load model directly`,`from transformers import ${t.processor}, ${n}`,``,`${a} = ${t.processor}.from_pretrained("${e.id}"`+r+`)`,`model = ${n}.from_pretrained("${e.id}"`+r+`, device_map="auto")`),e.tags.includes(`conversational`)&&Ir(e)&&(e.tags.includes(`image-text-to-text`)?i.push(`messages = [`,`    {
        "role": "user",
        "content": [
            {"type": "image", "url": "https://huggingface.co/datasets/huggingface/documentation-images/resolve/main/p-blog/candy.JPG"},
            {"type": "text", "text": "What animal is on the candy?"}
        ]
    },`,`]`):i.push(`messages = [`,`    {"role": "user", "content": "Who are you?"},`,`]`),i.push(`inputs = ${a}.apply_chat_template(`,`	messages,`,`	add_generation_prompt=True,`,`	tokenize=True,`,`	return_dict=True,`,`	return_tensors="pt",`,`).to(model.device)`,``,`outputs = model.generate(**inputs, max_new_tokens=40)`,`print(${a}.decode(outputs[0][inputs["input_ids"].shape[-1]:]))`))}else i.push(`# Load model directly`,`from transformers import ${n}`,`model = ${n}.from_pretrained("${e.id}"`+r+`, device_map="auto")`);if(e.pipeline_tag&&s.transformers?.includes(e.pipeline_tag)){let t=[`# Use a pipeline as a high-level helper`];return c.includes(e.pipeline_tag)&&t.push(`# Warning: Pipeline type "${e.pipeline_tag}" is no longer supported in transformers v5.`,`# You must load the model directly (see below) or downgrade to v4.x with:`,`# 'pip install "transformers<5.0.0'`),t.push(`from transformers import pipeline`,``,`pipe = pipeline("${e.pipeline_tag}", model="${e.id}"`+r+`)`),e.tags.includes(`conversational`)?e.tags.includes(`image-text-to-text`)?(t.push(`messages = [`,`    {
        "role": "user",
        "content": [
            {"type": "image", "url": "https://huggingface.co/datasets/huggingface/documentation-images/resolve/main/p-blog/candy.JPG"},
            {"type": "text", "text": "What animal is on the candy?"}
        ]
    },`,`]`),t.push(`pipe(text=messages)`)):(t.push(`messages = [`,`    {"role": "user", "content": "Who are you?"},`,`]`),t.push(`pipe(messages)`)):e.pipeline_tag===`zero-shot-image-classification`?t.push(`pipe(`,`    "https://huggingface.co/datasets/huggingface/documentation-images/resolve/main/hub/parrots.png",`,`    candidate_labels=["animals", "humans", "landscape"],`,`)`):e.pipeline_tag===`image-classification`&&t.push(`pipe("https://huggingface.co/datasets/huggingface/documentation-images/resolve/main/hub/parrots.png")`),[t.join(`
`),i.join(`
`)]}return[i.join(`
`)]},Lr=e=>{if(!e.pipeline_tag)return[`// ⚠️ Unknown pipeline tag`];let t=`@huggingface/transformers`;return[`// npm i ${t}
import { pipeline } from '${t}';

// Allocate pipeline
const pipe = await pipeline('${e.pipeline_tag}', '${e.id}');`]},Rr=e=>{switch(e){case`CAUSAL_LM`:return`CausalLM`;case`SEQ_2_SEQ_LM`:return`Seq2SeqLM`;case`TOKEN_CLS`:return`TokenClassification`;case`SEQ_CLS`:return`SequenceClassification`;default:return}},zr=e=>{let{base_model_name_or_path:t,task_type:n}=e.config?.peft??{},r=Rr(n);return r?t?[`from peft import PeftModel
from transformers import AutoModelFor${r}

base_model = AutoModelFor${r}.from_pretrained("${v(t)}")
model = PeftModel.from_pretrained(base_model, "${e.id}")`]:[`Base model is not found.`]:[`Task type is invalid.`]},Br=e=>[`from huggingface_hub import hf_hub_download
import fasttext

model = fasttext.load_model(hf_hub_download("${e.id}", "model.bin"))`],Vr=e=>[`from huggingface_sb3 import load_from_hub
checkpoint = load_from_hub(
	repo_id="${e.id}",
	filename="{MODEL FILENAME}.zip",
)`],Hr=(e,t)=>{switch(e){case`ASR`:return[`import nemo.collections.asr as nemo_asr
asr_model = nemo_asr.models.ASRModel.from_pretrained("${t.id}")

transcriptions = asr_model.transcribe(["file.wav"])`];default:return}},Ur=e=>[`mlagents-load-from-hf --repo-id="${e.id}" --local-dir="./download: string[]s"`],Wr=()=>[`string modelName = "[Your model name here].sentis";
Model model = ModelLoader.Load(Application.streamingAssetsPath + "/" + modelName);
IWorker engine = WorkerFactory.CreateWorker(BackendType.GPUCompute, model);
// Please see provided C# file for more details
`],Gr=e=>[`
# Load the model and infer image from text
import torch
from app.sana_pipeline import SanaPipeline
from torchvision.utils import save_image

sana = SanaPipeline("configs/sana_config/1024ms/Sana_1600M_img1024.yaml")
sana.from_pretrained("hf://${e.id}")

image = sana(
    prompt='a cyberpunk cat with a neon sign that says "Sana"',
    height=1024,
    width=1024,
    guidance_scale=5.0,
    pag_guidance_scale=2.0,
    num_inference_steps=18,
) `],Kr=e=>[`import torch, soundfile as sf, librosa, numpy as np
from vibevoice.processor.vibevoice_processor import VibeVoiceProcessor
from vibevoice.modular.modeling_vibevoice_inference import VibeVoiceForConditionalGenerationInference

# Load voice sample (should be 24kHz mono)
voice, sr = sf.read("path/to/voice_sample.wav")
if voice.ndim > 1: voice = voice.mean(axis=1)
if sr != 24000: voice = librosa.resample(voice, sr, 24000)

processor = VibeVoiceProcessor.from_pretrained("${e.id}")
model = VibeVoiceForConditionalGenerationInference.from_pretrained(
    "${e.id}", torch_dtype=torch.bfloat16
).to("cuda").eval()
model.set_ddpm_inference_steps(5)

inputs = processor(text=["Speaker 0: Hello!\\nSpeaker 1: Hi there!"],
                   voice_samples=[[voice]], return_tensors="pt")
audio = model.generate(**inputs, cfg_scale=1.3,
                       tokenizer=processor.tokenizer).speech_outputs[0]
sf.write("output.wav", audio.cpu().numpy().squeeze(), 24000)`],qr=e=>[`# Install from https://github.com/google-deepmind/videoprism
import jax
from videoprism import models as vp

flax_model = vp.get_model("${e.id}")
loaded_state = vp.load_pretrained_weights("${e.id}")

@jax.jit
def forward_fn(inputs, train=False):
  return flax_model.apply(loaded_state, inputs, train=train)`],Jr=e=>[`from Trainer_finetune import Model

model = Model.from_pretrained("${e.id}")`],Yr=e=>[`from huggingface_hub import hf_hub_download
	 from inference_onnx import LVFaceONNXInferencer

model_path = hf_hub_download("${e.id}", "LVFace-L_Glint360K/LVFace-L_Glint360K.onnx")
inferencer = LVFaceONNXInferencer(model_path, use_gpu=True, timeout=300)
img_path = 'path/to/image1.jpg'
embedding = inferencer.infer_from_image(img_path)`],Xr=e=>[`from voicecraft import VoiceCraft

model = VoiceCraft.from_pretrained("${e.id}")`],Zr=e=>[`import soundfile as sf
from voxcpm import VoxCPM

model = VoxCPM.from_pretrained("${e.id}")

wav = model.generate(
    text="VoxCPM is an innovative end-to-end TTS model from ModelBest, designed to generate highly expressive speech.",
    prompt_wav_path=None,      # optional: path to a prompt speech for voice cloning
    prompt_text=None,          # optional: reference text
    cfg_value=2.0,             # LM guidance on LocDiT, higher for better adherence to the prompt, but maybe worse
    inference_timesteps=10,   # LocDiT inference timesteps, higher for better result, lower for fast speed
    normalize=True,           # enable external TN tool
    denoise=True,             # enable external Denoise tool
    retry_badcase=True,        # enable retrying mode for some bad cases (unstoppable)
    retry_badcase_max_times=3,  # maximum retrying times
    retry_badcase_ratio_threshold=6.0, # maximum length restriction for bad case detection (simple but effective), it could be adjusted for slow pace speech
)

sf.write("output.wav", wav, 16000)
print("saved: output.wav")`],Qr=()=>[`# !pip install git+https://github.com/fluxions-ai/vui

import torchaudio

from vui.inference import render
from vui.model import Vui,

model = Vui.from_pretrained().cuda()
waveform = render(
    model,
    "Hey, here is some random stuff, usually something quite long as the shorter the text the less likely the model can cope!",
)
print(waveform.shape)
torchaudio.save("out.opus", waveform[0], 22050)
`],$r=()=>[`import ChatTTS
import torchaudio

chat = ChatTTS.Chat()
chat.load_models(compile=False) # Set to True for better performance

texts = ["PUT YOUR TEXT HERE",]

wavs = chat.infer(texts, )

torchaudio.save("output1.wav", torch.from_numpy(wavs[0]), 24000)`],P=e=>{let t=e.tags.find(e=>e.match(/^yolov\d+$/)),n=t?`YOLOv${t.slice(4)}`:`YOLOvXX`;return[(t?``:`# Couldn't find a valid YOLO version tag.
# Replace XX with the correct version.
`)+`from ultralytics import ${n}

model = ${n}.from_pretrained("${e.id}")
source = 'http://images.cocodataset.org/val2017/000000039769.jpg'
model.predict(source=source, save=True)`]},ei=e=>[`# Option 1: use with transformers

from transformers import AutoModelForImageSegmentation
birefnet = AutoModelForImageSegmentation.from_pretrained("${e.id}", trust_remote_code=True)
`,`# Option 2: use with BiRefNet

# Install from https://github.com/ZhengPeng7/BiRefNet

from models.birefnet import BiRefNet
model = BiRefNet.from_pretrained("${e.id}")`],ti=e=>{let t=e.tags.includes(`promptable`)?`cutout = model.predict(processor, "image.jpg", "prompt")`:`cutout = model.predict(processor, "image.jpg")`;return[`pip install nobg`,`# Option 1: use via the predict method

from nobg import AutoModel, AutoProcessor

model = AutoModel.from_pretrained("${e.id}").eval()
processor = AutoProcessor.from_pretrained("${e.id}")

${t}`,`# Option 2: use the model and processor directly

import torch
from loadimg import load_img
from nobg import AutoModel, AutoProcessor

model = AutoModel.from_pretrained("${e.id}").eval()
processor = AutoProcessor.from_pretrained("${e.id}")

image = load_img("image.jpg").convert("RGB")
inputs = processor(image, return_tensors="pt")

with torch.no_grad():
    outputs = model(pixel_values=inputs["pixel_values"])

alpha = processor.post_process_alpha_matting(outputs, target_sizes=[(image.height, image.width)])[0]
processor.cutout(image, alpha).save("output.png")`]},ni=()=>[`from supertonic import TTS

tts = TTS(auto_download=True)

style = tts.get_voice_style(voice_name="M1")

text = "The train delay was announced at 4:45 PM on Wed, Apr 3, 2024 due to track maintenance."
wav, duration = tts.synthesize(text, voice_style=style)

tts.save_audio(wav, "output.wav")`],ri=e=>[`from swarmformer import SwarmFormerModel

model = SwarmFormerModel.from_pretrained("${e.id}")
`],ii=e=>[`# Follow installation instructions at https://github.com/PKU-YuanGroup/UniWorld-V1

from univa.models.qwen2p5vl.modeling_univa_qwen2p5vl import UnivaQwen2p5VLForConditionalGeneration
	model = UnivaQwen2p5VLForConditionalGeneration.from_pretrained(
        "${e.id}",
        torch_dtype=torch.bfloat16,
        attn_implementation="flash_attention_2",
    ).to("cuda")
	processor = AutoProcessor.from_pretrained("${e.id}")
`],ai=e=>[`# Download the model from the Hub
pip install huggingface_hub[hf_xet]

huggingface-cli download --local-dir ${_(e.id)} ${e.id}`],oi=e=>[`# Make sure mlx-lm is installed
# pip install --upgrade mlx-lm
# if on a CUDA device, also pip install mlx[cuda]

# Generate text with mlx-lm
from mlx_lm import load, generate

model, tokenizer = load("${e.id}")

prompt = "Once upon a time in"
text = generate(model, tokenizer, prompt=prompt, verbose=True)`],si=e=>[`# Make sure mlx-lm is installed
# pip install --upgrade mlx-lm

# Generate text with mlx-lm
from mlx_lm import load, generate

model, tokenizer = load("${e.id}")

prompt = "Write a story about Einstein"
messages = [{"role": "user", "content": prompt}]
prompt = tokenizer.apply_chat_template(
    messages, add_generation_prompt=True
)

text = generate(model, tokenizer, prompt=prompt, verbose=True)`],ci=e=>[`# Make sure mlx-vlm is installed
# pip install --upgrade mlx-vlm

from mlx_vlm import load, generate
from mlx_vlm.prompt_utils import apply_chat_template
from mlx_vlm.utils import load_config

# Load the model
model, processor = load("${e.id}")
config = load_config("${e.id}")

# Prepare input
image = ["http://images.cocodataset.org/val2017/000000039769.jpg"]
prompt = "Describe this image."

# Apply chat template
formatted_prompt = apply_chat_template(
    processor, config, prompt, num_images=1
)

# Generate output
output = generate(model, processor, formatted_prompt, image)
print(output)`],li=e=>[`from mlxim.model import create_model

model = create_model(${e.id})`],ui=e=>e.pipeline_tag===`image-text-to-text`?ci(e):e.pipeline_tag===`text-generation`?e.tags.includes(`conversational`)?si(e):oi(e):ai(e),di=e=>[`from model2vec import StaticModel

model = StaticModel.from_pretrained("${e.id}")`],fi=e=>[`# pip install mblt-model-zoo
from mblt_model_zoo.vision import MBLT_Engine

model = MBLT_Engine(
    model_cls="${_(e.id)}",
    model_type="DEFAULT",
    model_path="",
    core_mode="global8",
)

try:
    image = model.preprocess("path/to/image.jpg")
    output = model(image)
    result = model.postprocess(output)
finally:
    model.dispose()
`],pi=e=>{let t;return t=e.tags.includes(`diffusers`)?mi(e):e.tags.includes(`transformers`)?hi(e):gi(e),t=t.map(e=>/^from pruna import PrunaModel/m.test(e)?e:`from pruna import PrunaModel\n${e}`),e.tags.includes(`pruna_pro-ai`)?t.map(e=>e.replace(/\bpruna\b/g,`pruna_pro`).replace(/\bPrunaModel\b/g,`PrunaProModel`)):t},mi=e=>w(e).map(e=>e.replace(/\b\w*Pipeline\w*\b/g,`PrunaModel`).replace(/from diffusers import ([^,\n]*PrunaModel[^,\n]*)/g,``).replace(/from diffusers import ([^,\n]+),?\s*([^,\n]*PrunaModel[^,\n]*)/g,`from diffusers import $1`).replace(/from diffusers import\s*(\n|$)/g,``).replace(/from diffusers import PrunaModel/g,`from pruna import PrunaModel`).replace(/from diffusers import ([^,\n]+), PrunaModel/g,`from diffusers import $1`).replace(/from diffusers import PrunaModel, ([^,\n]+)/g,`from diffusers import $1`).replace(/\n\n+/g,`
`).trim()),hi=e=>{let t=M(e),n=N(e).map(t=>t.replace(/from transformers import pipeline/g,`from pruna import PrunaModel`).replace(/pipeline\([^)]*\)/g,`PrunaModel.from_pretrained("${e.id}")`));return t&&(n=n.map(e=>e.replace(RegExp(`from transformers import ${t}\n?`,`g`),``).replace(RegExp(`${t}.from_pretrained`,`g`),`PrunaModel.from_pretrained`).replace(RegExp(`^.*from.*import.*(, *${t})+.*$`,`gm`),e=>e.replace(RegExp(`, *${t}`,`g`),``)))),n},gi=e=>[`from pruna import PrunaModel
model = PrunaModel.from_pretrained("${e.id}")
`],_i=e=>{let t;return e.tags.includes(`automatic-speech-recognition`)&&(t=Hr(`ASR`,e)),t??[`# tag did not correspond to a valid NeMo domain.`]},vi=e=>{let t=e.tags??[];return t.includes(`gguf`)||t.includes(`onnx`)?[]:[`
  import outetts

  enum = outetts.Models("${e.id}".split("/", 1)[1])       # VERSION_1_0_SIZE_1B
  cfg  = outetts.ModelConfig.auto_config(enum, outetts.Backend.HF)
  tts  = outetts.Interface(cfg)

  speaker = tts.load_default_speaker("EN-FEMALE-1-NEUTRAL")
  tts.generate(
	  outetts.GenerationConfig(
		  text="Hello there, how are you doing?",
		  speaker=speaker,
	  )
  ).save("output.wav")
  `]},yi=e=>[`from pxia import AutoModel

model = AutoModel.from_pretrained("${e.id}")`],bi=e=>[`from pythae.models import AutoModel

model = AutoModel.load_from_hf_hub("${e.id}")`],xi=e=>[`# pip install qwen-tts
import torch
import soundfile as sf
from qwen_tts import Qwen3TTSModel

model = Qwen3TTSModel.from_pretrained(
    "${e.id}",
    device_map="cuda:0",
    dtype=torch.bfloat16,
    attn_implementation="flash_attention_2",
)

wavs, sr = model.generate_custom_voice(
    text="Your text here.",
    language="English",
    speaker="Ryan",
    instruct="Speak in a natural tone.",
)

sf.write("output.wav", wavs[0], sr)`],Si=e=>[`from audiocraft.models import MusicGen

model = MusicGen.get_pretrained("${e.id}")

descriptions = ['happy rock', 'energetic EDM', 'sad jazz']
wav = model.generate(descriptions)  # generates 3 samples.`],Ci=e=>[`from audiocraft.models import MAGNeT

model = MAGNeT.get_pretrained("${e.id}")

descriptions = ['disco beat', 'energetic EDM', 'funky groove']
wav = model.generate(descriptions)  # generates 3 samples.`],wi=e=>[`from audiocraft.models import AudioGen

model = AudioGen.get_pretrained("${e.id}")
model.set_generation_params(duration=5)  # generate 5 seconds.
descriptions = ['dog barking', 'sirene of an emergency vehicle', 'footsteps in a corridor']
wav = model.generate(descriptions)  # generates 3 samples.`],F={acestep:{prettyLabel:`ACE-Step`,repoName:`ACE-Step`,repoUrl:`https://github.com/ace-step/ACE-Step`,filter:!1,countDownloads:`path:"ace_step_transformer/config.json"`},"adapter-transformers":{prettyLabel:`Adapters`,repoName:`adapters`,repoUrl:`https://github.com/Adapter-Hub/adapters`,docsUrl:`https://huggingface.co/docs/hub/adapters`,snippets:St,filter:!0,countDownloads:`path:"adapter_config.json"`},allennlp:{prettyLabel:`AllenNLP`,repoName:`AllenNLP`,repoUrl:`https://github.com/allenai/allennlp`,docsUrl:`https://huggingface.co/docs/hub/allennlp`,snippets:Tt,filter:!0},aneforge:{prettyLabel:`ANEForge`,repoName:`ANEForge`,repoUrl:`https://github.com/sbryngelson/ANEForge`,docsUrl:`https://aneforge.readthedocs.io`,snippets:Dr,filter:!1},anemoi:{prettyLabel:`AnemoI`,repoName:`AnemoI`,repoUrl:`https://github.com/ecmwf/anemoi-inference`,docsUrl:`https://anemoi.readthedocs.io/en/latest/`,filter:!1,countDownloads:`path_extension:"ckpt"`,snippets:e=>[`from anemoi.inference.runners.default import DefaultRunner
from anemoi.inference.config.run import RunConfiguration
# Create Configuration
config = RunConfiguration(checkpoint = {"huggingface":"${e.id}"})
# Load Runner
runner = DefaultRunner(config)`]},araclip:{prettyLabel:`AraClip`,repoName:`AraClip`,repoUrl:`https://huggingface.co/Arabic-Clip/araclip`,filter:!1,snippets:Et},"aviation-ner":{prettyLabel:`Aviation NER`,repoName:`Aviation NER`,repoUrl:`https://github.com/Boeing/aviation_ner_sdr`,docsUrl:`https://github.com/Boeing/aviation_ner_sdr`,countDownloads:`path:"gliner_config.json"`,filter:!1},asteroid:{prettyLabel:`Asteroid`,repoName:`Asteroid`,repoUrl:`https://github.com/asteroid-team/asteroid`,docsUrl:`https://huggingface.co/docs/hub/asteroid`,snippets:Dt,filter:!0,countDownloads:`path:"pytorch_model.bin"`},audiocraft:{prettyLabel:`Audiocraft`,repoName:`audiocraft`,repoUrl:`https://github.com/facebookresearch/audiocraft`,snippets:e=>e.tags.includes(`musicgen`)?Si(e):e.tags.includes(`audiogen`)?wi(e):e.tags.includes(`magnet`)?Ci(e):[`# Type of model unknown.`],filter:!1,countDownloads:`path:"state_dict.bin"`},audioseal:{prettyLabel:`AudioSeal`,repoName:`audioseal`,repoUrl:`https://github.com/facebookresearch/audioseal`,filter:!1,countDownloads:`path_extension:"pth"`,snippets:Ot},"bagel-mot":{prettyLabel:`Bagel`,repoName:`Bagel`,repoUrl:`https://github.com/ByteDance-Seed/Bagel/`,filter:!1,countDownloads:`path:"llm_config.json"`},bboxmaskpose:{prettyLabel:`BBoxMaskPose`,repoName:`BBoxMaskPose`,repoUrl:`https://github.com/MiraPurkrabek/BBoxMaskPose`,filter:!1,countDownloads:`path_extension:"pth"`},ben2:{prettyLabel:`BEN2`,repoName:`BEN2`,repoUrl:`https://github.com/PramaLLC/BEN2`,snippets:kt,filter:!1},bertopic:{prettyLabel:`BERTopic`,repoName:`BERTopic`,repoUrl:`https://github.com/MaartenGr/BERTopic`,snippets:At,filter:!0},big_vision:{prettyLabel:`Big Vision`,repoName:`big_vision`,repoUrl:`https://github.com/google-research/big_vision`,filter:!1,countDownloads:`path_extension:"npz"`},bionemo:{prettyLabel:`BioNeMo`,repoName:`BioNeMo`,filter:!1,repoUrl:`https://github.com/nvidia/BioNeMo`,countDownloads:`path_extension:"ckpt" OR path:"config.json"`},birder:{prettyLabel:`Birder`,repoName:`Birder`,repoUrl:`https://gitlab.com/birder/birder`,filter:!1,countDownloads:`path_extension:"pt"`},birefnet:{prettyLabel:`BiRefNet`,repoName:`BiRefNet`,repoUrl:`https://github.com/ZhengPeng7/BiRefNet`,snippets:ei,filter:!1},bm25s:{prettyLabel:`BM25S`,repoName:`bm25s`,repoUrl:`https://github.com/xhluca/bm25s`,snippets:jt,filter:!1,countDownloads:`path:"params.index.json"`},boltzgen:{prettyLabel:`BoltzGen`,repoName:`BoltzGen`,repoUrl:`https://github.com/HannesStark/boltzgen`,filter:!1,countDownloads:`path:"boltzgen1_diverse.ckpt"`},cancertathomev2:{prettyLabel:`Cancer@HomeV2`,repoName:`Cancer@HomeV2`,repoUrl:`https://huggingface.co/OpenPeerAI/CancerAtHomeV2`,filter:!1,countDownloads:`path:"run.py"`},cartesia_pytorch:{prettyLabel:`Cartesia Pytorch`,repoName:`Cartesia Pytorch`,repoUrl:`https://github.com/cartesia-ai/cartesia_pytorch`,snippets:an},cartesia_mlx:{prettyLabel:`Cartesia MLX`,repoName:`Cartesia MLX`,repoUrl:`https://github.com/cartesia-ai/cartesia_mlx`,snippets:on},causilo:{prettyLabel:`Causilo`,repoName:`Causilo`,repoUrl:`https://github.com/nums-ai/causilo`,filter:!1,countDownloads:`path:"classifier/config.json" OR path:"regressor/config.json"`},ccpfn:{prettyLabel:`CCPFN`,repoName:`CCPFN`,repoUrl:`https://huggingface.co/Layer6/CCPFN`,filter:!1,countDownloads:`path_extension:"pt"`},champ:{prettyLabel:`Champ`,repoName:`Champ`,repoUrl:`https://github.com/fudan-generative-vision/champ`,countDownloads:`path:"champ/motion_module.pth"`},chatterbox:{prettyLabel:`Chatterbox`,repoName:`Chatterbox`,repoUrl:`https://github.com/resemble-ai/chatterbox`,snippets:Mt,countDownloads:`path:"tokenizer.json"`,filter:!1},chaossim:{prettyLabel:`ChaosSIM`,repoName:`ChaosSIM`,repoUrl:`https://huggingface.co/OpenPeerAI/ChaosSIM/`,countDownloads:`path:"ChaosSim.nb"`,filter:!1},chat_tts:{prettyLabel:`ChatTTS`,repoName:`ChatTTS`,repoUrl:`https://github.com/2noise/ChatTTS.git`,snippets:$r,filter:!1,countDownloads:`path:"asset/GPT.pt"`},chexmix:{prettyLabel:`CheXmix`,repoName:`CheXmix`,repoUrl:`https://github.com/StanfordMIMI/CheXmix`,filter:!1,countDownloads:`path_extension:"safetensors"`},"chronos-forecasting":{prettyLabel:`Chronos`,repoName:`Chronos`,repoUrl:`https://github.com/amazon-science/chronos-forecasting`,snippets:Nt},clara:{prettyLabel:`Clara`,repoName:`Clara`,filter:!1,repoUrl:`https://github.com/nvidia/clara`,countDownloads:`path_extension:"ckpt" OR path:"config.json"`},clipscope:{prettyLabel:`clipscope`,repoName:`clipscope`,repoUrl:`https://github.com/Lewington-pitsos/clipscope`,filter:!1,countDownloads:`path_extension:"pt"`},"cloud-agents":{prettyLabel:`Cloud Agents`,repoName:`Cloud Agents`,repoUrl:`https://huggingface.co/OpenPeerAI/Cloud-Agents`,filter:!1,countDownloads:`path:"setup.py"`},collectorvision:{prettyLabel:`CollectorVision`,repoName:`CollectorVision`,repoUrl:`https://github.com/HanClinto/CollectorVision`,snippets:Pt,filter:!1,countDownloads:`path_extension:"onnx"`},colipri:{prettyLabel:`COLIPRI`,repoName:`COLIPRI`,repoUrl:`https://huggingface.co/microsoft/colipri`,snippets:Ft,filter:!1,countDownloads:`path_extension:"safetensors"`},cosyvoice:{prettyLabel:`CosyVoice`,repoName:`CosyVoice`,repoUrl:`https://github.com/FunAudioLLM/CosyVoice`,filter:!1,countDownloads:`path_extension:"onnx" OR path_extension:"pt"`},cotracker:{prettyLabel:`CoTracker`,repoName:`CoTracker`,repoUrl:`https://github.com/facebookresearch/co-tracker`,filter:!1,countDownloads:`path_extension:"pth"`},colpali:{prettyLabel:`ColPali`,repoName:`ColPali`,repoUrl:`https://github.com/ManuelFay/colpali`,filter:!1,countDownloads:`path:"adapter_config.json"`},comet:{prettyLabel:`COMET`,repoName:`COMET`,repoUrl:`https://github.com/Unbabel/COMET/`,countDownloads:`path:"hparams.yaml"`},cortiq:{prettyLabel:`cortiq`,repoName:`cortiq`,repoUrl:`https://github.com/infosave2007/cmf`,docsUrl:`https://github.com/infosave2007/cmf/blob/master/docs/CMF_V2_SPEC.md`,snippets:Lt,countDownloads:`path_extension:"cmf"`},cosmos:{prettyLabel:`Cosmos`,repoName:`Cosmos`,repoUrl:`https://github.com/NVIDIA/Cosmos`,countDownloads:`path:"config.json" OR path_extension:"pt"`},"cxr-foundation":{prettyLabel:`CXR Foundation`,repoName:`cxr-foundation`,repoUrl:`https://github.com/google-health/cxr-foundation`,snippets:Rt,filter:!1,countDownloads:`path:"precomputed_embeddings/embeddings.npz" OR path:"pax-elixr-b-text/saved_model.pb"`},deepforest:{prettyLabel:`DeepForest`,repoName:`deepforest`,docsUrl:`https://deepforest.readthedocs.io/en/latest/`,repoUrl:`https://github.com/weecology/DeepForest`},"depth-anything-v2":{prettyLabel:`DepthAnythingV2`,repoName:`Depth Anything V2`,repoUrl:`https://github.com/DepthAnything/Depth-Anything-V2`,snippets:zt,filter:!1,countDownloads:`path_extension:"pth"`},"depth-pro":{prettyLabel:`Depth Pro`,repoName:`Depth Pro`,repoUrl:`https://github.com/apple/ml-depth-pro`,countDownloads:`path_extension:"pt"`,snippets:Bt,filter:!1},"derm-foundation":{prettyLabel:`Derm Foundation`,repoName:`derm-foundation`,repoUrl:`https://github.com/google-health/derm-foundation`,snippets:Vt,filter:!1,countDownloads:`path:"scin_dataset_precomputed_embeddings.npz" OR path:"saved_model.pb"`},"describe-anything":{prettyLabel:`Describe Anything`,repoName:`Describe Anything`,repoUrl:`https://github.com/NVlabs/describe-anything`,snippets:Wt,filter:!1},"dia-tts":{prettyLabel:`Dia`,repoName:`Dia`,repoUrl:`https://github.com/nari-labs/dia`,snippets:Ht,filter:!1},dia2:{prettyLabel:`Dia2`,repoName:`Dia2`,repoUrl:`https://github.com/nari-labs/dia2`,snippets:Ut,filter:!1},"diff-interpretation-tuning":{prettyLabel:`Diff Interpretation Tuning`,repoName:`Diff Interpretation Tuning`,repoUrl:`https://github.com/Aviously/diff-interpretation-tuning`,filter:!1,countDownloads:`path_extension:"pt"`},diffree:{prettyLabel:`Diffree`,repoName:`Diffree`,repoUrl:`https://github.com/OpenGVLab/Diffree`,filter:!1,countDownloads:`path:"diffree-step=000010999.ckpt"`},diffusers:{prettyLabel:`Diffusers`,repoName:`🤗/diffusers`,repoUrl:`https://github.com/huggingface/diffusers`,docsUrl:`https://huggingface.co/docs/hub/diffusers`,snippets:w,filter:!0},diffusionkit:{prettyLabel:`DiffusionKit`,repoName:`DiffusionKit`,repoUrl:`https://github.com/argmaxinc/DiffusionKit`,snippets:rn},"docking-at-home":{prettyLabel:`Docking@Home`,repoName:`Docking@Home`,repoUrl:`https://huggingface.co/OpenPeerAI/DockingAtHOME`,filter:!1,countDownloads:`path:"setup.py"`},doctr:{prettyLabel:`docTR`,repoName:`doctr`,repoUrl:`https://github.com/mindee/doctr`},edsnlp:{prettyLabel:`EDS-NLP`,repoName:`edsnlp`,repoUrl:`https://github.com/aphp/edsnlp`,docsUrl:`https://aphp.github.io/edsnlp/latest/`,filter:!1,snippets:sn,countDownloads:`path_filename:"config" AND path_extension:"cfg"`},elm:{prettyLabel:`ELM`,repoName:`elm`,repoUrl:`https://github.com/slicex-ai/elm`,filter:!1,countDownloads:`path_filename:"slicex_elm_config" AND path_extension:"json"`},encoderfile:{prettyLabel:`encoderfile`,repoName:`encoderfile`,repoUrl:`https://github.com/mozilla-ai/encoderfile`,filter:!1,countDownloads:`path_extension:"encoderfile"`},espnet:{prettyLabel:`ESPnet`,repoName:`ESPnet`,repoUrl:`https://github.com/espnet/espnet`,docsUrl:`https://huggingface.co/docs/hub/espnet`,snippets:dn,filter:!0},eupe:{prettyLabel:`EUPE`,repoName:`EUPE`,repoUrl:`https://github.com/facebookresearch/EUPE`,filter:!1,countDownloads:`path_extension:"pt"`},fairseq:{prettyLabel:`Fairseq`,repoName:`fairseq`,repoUrl:`https://github.com/pytorch/fairseq`,snippets:fn,filter:!0},fastai:{prettyLabel:`fastai`,repoName:`fastai`,repoUrl:`https://github.com/fastai/fastai`,docsUrl:`https://huggingface.co/docs/hub/fastai`,snippets:xr,filter:!0},fastprint:{prettyLabel:`Fast Print`,repoName:`Fast Print`,repoUrl:`https://huggingface.co/OpenPeerAI/FastPrint`,countDownloads:`path_extension:"cs"`},fasttext:{prettyLabel:`fastText`,repoName:`fastText`,repoUrl:`https://fasttext.cc/`,snippets:Br,filter:!0,countDownloads:`path_extension:"bin"`},fixer:{prettyLabel:`Fixer`,repoName:`Fixer`,repoUrl:`https://github.com/nv-tlabs/Fixer`,filter:!1,countDownloads:`path:"pretrained/pretrained_fixer.pkl"`},flair:{prettyLabel:`Flair`,repoName:`Flair`,repoUrl:`https://github.com/flairNLP/flair`,docsUrl:`https://huggingface.co/docs/hub/flair`,snippets:pn,filter:!0,countDownloads:`path:"pytorch_model.bin"`},flexray:{prettyLabel:`FleXray`,repoName:`FleXray`,repoUrl:`https://github.com/VictorButoi/FleXray`,filter:!1,countDownloads:`path_extension:"safetensors" OR path_extension:"onnx"`,snippets:mn},flextab:{prettyLabel:`FlexTab`,repoName:`FlexTab`,repoUrl:`https://github.com/SAP-samples/flextab`,countDownloads:`path_extension:"pt"`,snippets:hn},fme:{prettyLabel:`Full Model Emulation`,repoName:`Full Model Emulation`,repoUrl:`https://github.com/ai2cm/ace`,docsUrl:`https://ai2-climate-emulator.readthedocs.io/en/latest/`,filter:!1,countDownloads:`path_extension:"tar"`},gaussianformer:{prettyLabel:`GaussianFormer`,repoName:`GaussianFormer`,repoUrl:`https://github.com/SVLwoof/gaussianformer`,snippets:gn,filter:!1,countDownloads:`path:"config.json"`},"gemma.cpp":{prettyLabel:`gemma.cpp`,repoName:`gemma.cpp`,repoUrl:`https://github.com/google/gemma.cpp`,filter:!1,countDownloads:`path_extension:"sbs"`},"geometry-crafter":{prettyLabel:`GeometryCrafter`,repoName:`GeometryCrafter`,repoUrl:`https://github.com/TencentARC/GeometryCrafter`,countDownloads:`path:"point_map_vae/diffusion_pytorch_model.safetensors"`},gliformer:{prettyLabel:`GLiFormer`,repoName:`GLiFormer`,repoUrl:`https://github.com/Knowledgator/GLiFormer`,filter:!1,countDownloads:`path:"gliner_config.json"`},gliner:{prettyLabel:`GLiNER`,repoName:`GLiNER`,repoUrl:`https://github.com/urchade/GLiNER`,snippets:_n,filter:!1,countDownloads:`path:"gliner_config.json"`},gliner2:{prettyLabel:`GLiNER2`,repoName:`GLiNER2`,repoUrl:`https://github.com/fastino-ai/GLiNER2`,snippets:vn,filter:!1},"glm-tts":{prettyLabel:`GLM-TTS`,repoName:`GLM-TTS`,repoUrl:`https://github.com/zai-org/GLM-TTS`,filter:!1,countDownloads:`path:"flow/flow.pt"`},"glyph-byt5":{prettyLabel:`Glyph-ByT5`,repoName:`Glyph-ByT5`,repoUrl:`https://github.com/AIGText/Glyph-ByT5`,filter:!1,countDownloads:`path:"checkpoints/byt5_model.pt"`},"granite-library":{prettyLabel:`Granite Library`,repoName:`mellea`,repoUrl:`https://github.com/generative-computing/mellea`,filter:!1,countDownloads:`path_filename:"adapter_config" AND path_extension:"json"`},grok:{prettyLabel:`Grok`,repoName:`Grok`,repoUrl:`https://github.com/xai-org/grok-1`,filter:!1,countDownloads:`path:"ckpt/tensor00000_000" OR path:"ckpt-0/tensor00000_000"`},"habibi-tts":{prettyLabel:`Habibi-TTS`,repoName:`Habibi-TTS`,repoUrl:`https://github.com/SWivid/Habibi-TTS`,filter:!1,countDownloads:`path_extension:"safetensors"`},hallo:{prettyLabel:`Hallo`,repoName:`Hallo`,repoUrl:`https://github.com/fudan-generative-vision/hallo`,countDownloads:`path:"hallo/net.pth"`},"minimax-h3":{prettyLabel:`MiniMax H3`,repoName:`MiniMax-H3`,repoUrl:`https://github.com/MiniMax-AI/MiniMax-H3`,docsUrl:`https://huggingface.co/MiniMaxAI/MiniMax-H3`,filter:!1,countDownloads:`path_extension:"safetensors" OR path_filename:"model_index" OR path_filename:"config" OR path:"modular_model_index.json"`},mect:{prettyLabel:`MECT`,repoName:`AntSpeaker`,repoUrl:`https://github.com/ant-research/AntSpeaker`,filter:!1,countDownloads:`path_extension:"pt"`},hermes:{prettyLabel:`HERMES`,repoName:`HERMES`,repoUrl:`https://github.com/LMD0311/HERMES`,filter:!1,countDownloads:`path:"ckpt/hermes_final.pth"`},holomotion:{prettyLabel:`HoloMotion`,repoName:`HoloMotion`,repoUrl:`https://github.com/HorizonRobotics/HoloMotion`,filter:!1,countDownloads:`path_extension:"onnx"`},hezar:{prettyLabel:`Hezar`,repoName:`Hezar`,repoUrl:`https://github.com/hezarai/hezar`,docsUrl:`https://hezarai.github.io/hezar`,countDownloads:`path:"model_config.yaml" OR path:"embedding/embedding_config.yaml"`},htrflow:{prettyLabel:`HTRflow`,repoName:`HTRflow`,repoUrl:`https://github.com/AI-Riksarkivet/htrflow`,docsUrl:`https://ai-riksarkivet.github.io/htrflow`,snippets:bn},"hunyuan-dit":{prettyLabel:`HunyuanDiT`,repoName:`HunyuanDiT`,repoUrl:`https://github.com/Tencent/HunyuanDiT`,countDownloads:`path:"pytorch_model_ema.pt" OR path:"pytorch_model_distill.pt"`},"hunyuan3d-2":{prettyLabel:`Hunyuan3D-2`,repoName:`Hunyuan3D-2`,repoUrl:`https://github.com/Tencent/Hunyuan3D-2`,countDownloads:`path_filename:"model_index" OR path_filename:"config"`},"hunyuanworld-voyager":{prettyLabel:`HunyuanWorld-voyager`,repoName:`HunyuanWorld-voyager`,repoUrl:`https://github.com/Tencent-Hunyuan/HunyuanWorld-Voyager`},"hy-worldplay":{prettyLabel:`HY-WorldPlay`,repoName:`HY-WorldPlay`,repoUrl:`https://github.com/Tencent-Hunyuan/HY-WorldPlay`,filter:!1,countDownloads:`path_extension:"json"`},"hy-world-2":{prettyLabel:`HY-World-2.0`,repoName:`HY-World-2.0`,repoUrl:`https://github.com/Tencent-Hunyuan/HY-World-2.0`,filter:!1,countDownloads:`path_extension:"json"`},"image-matching-models":{prettyLabel:`Image Matching Models`,repoName:`Image Matching Models`,repoUrl:`https://github.com/alexstoken/image-matching-models`,filter:!1,countDownloads:`path_extension:"safetensors"`},imstoucan:{prettyLabel:`IMS Toucan`,repoName:`IMS-Toucan`,repoUrl:`https://github.com/DigitalPhonetics/IMS-Toucan`,countDownloads:`path:"embedding_gan.pt" OR path:"Vocoder.pt" OR path:"ToucanTTS.pt"`},"index-tts":{prettyLabel:`IndexTTS`,repoName:`IndexTTS`,repoUrl:`https://github.com/index-tts/index-tts`,snippets:yn,filter:!1},infinitetalk:{prettyLabel:`InfiniteTalk`,repoName:`InfiniteTalk`,repoUrl:`https://github.com/MeiGen-AI/InfiniteTalk`,filter:!1,countDownloads:`path_extension:"safetensors"`},"infinite-you":{prettyLabel:`InfiniteYou`,repoName:`InfiniteYou`,repoUrl:`https://github.com/bytedance/InfiniteYou`,filter:!1,countDownloads:`path:"infu_flux_v1.0/sim_stage1/image_proj_model.bin" OR path:"infu_flux_v1.0/aes_stage2/image_proj_model.bin"`},intellifold:{prettyLabel:`IntelliFold`,repoName:`IntelliFold`,repoUrl:`https://github.com/IntelliGen-AI/IntelliFold`,filter:!1,countDownloads:`path_extension:"pt" OR path_extension:"zst"`},"ising-decoding":{prettyLabel:`Ising Decoding`,repoName:`Ising-Decoding`,repoUrl:`https://github.com/NVIDIA/Ising-Decoding`,filter:!1,countDownloads:`path_extension:"safetensors"`},"jev-style":{prettyLabel:`jev-style`,repoName:`jev-style`,repoUrl:`https://github.com/lawrence3699/jev-style`,snippets:xn,filter:!1,countDownloads:`path_extension:"gguf" OR (path_filename:"config" AND path_extension:"json")`},keras:{prettyLabel:`Keras`,repoName:`Keras`,repoUrl:`https://github.com/keras-team/keras`,docsUrl:`https://huggingface.co/docs/hub/keras`,snippets:Sn,filter:!0,countDownloads:`path:"config.json" OR path_extension:"keras"`},"tf-keras":{prettyLabel:`TF-Keras`,repoName:`TF-Keras`,repoUrl:`https://github.com/keras-team/tf-keras`,docsUrl:`https://huggingface.co/docs/hub/tf-keras`,snippets:Hn,countDownloads:`path:"saved_model.pb"`},"keras-hub":{prettyLabel:`KerasHub`,repoName:`KerasHub`,repoUrl:`https://github.com/keras-team/keras-hub`,docsUrl:`https://keras.io/keras_hub/`,snippets:En,filter:!0},zeromodels:{prettyLabel:`ZeroModels`,repoName:`ZeroModels`,repoUrl:`https://github.com/IMvision12/ZeroModels`,docsUrl:`https://imvision12.github.io/ZeroModels/`,snippets:Cn,countDownloads:`path:"model.weights.h5" OR path:"model.weights.json"`,filter:!1},kernels:{prettyLabel:`Kernels`,repoName:`Kernels`,repoUrl:`https://github.com/huggingface/kernels`,docsUrl:`https://huggingface.co/docs/kernels`,snippets:Dn,countDownloads:`path_filename:"_ops" AND path_extension:"py"`},"kimi-audio":{prettyLabel:`KimiAudio`,repoName:`KimiAudio`,repoUrl:`https://github.com/MoonshotAI/Kimi-Audio`,snippets:On,filter:!1},kittentts:{prettyLabel:`KittenTTS`,repoName:`KittenTTS`,repoUrl:`https://github.com/KittenML/KittenTTS`,snippets:kn},kronos:{prettyLabel:`KRONOS`,repoName:`KRONOS`,repoUrl:`https://github.com/mahmoodlab/KRONOS`,filter:!1,countDownloads:`path_extension:"pt"`},k2:{prettyLabel:`K2`,repoName:`k2`,repoUrl:`https://github.com/k2-fsa/k2`},"lyra-2.0":{prettyLabel:`Lyra-2.0`,repoName:`Lyra-2.0`,repoUrl:`https://github.com/nv-tlabs/lyra`,filter:!1,countDownloads:`path:"checkpoints/image_encoder/model.pth"`},lagernvs:{prettyLabel:`LagerNVS`,repoName:`LagerNVS`,repoUrl:`https://github.com/facebookresearch/lagernvs`,filter:!1,countDownloads:`path_extension:"pt"`},laya:{prettyLabel:`Laya`,repoName:`Laya`,repoUrl:`https://github.com/NandhaKishorM/laya`,filter:!1,countDownloads:`path:"rl_agent_config.json"`},ltx:{prettyLabel:`LTX-2`,repoName:`LTX-2`,repoUrl:`https://github.com/Lightricks/LTX-2`,docsUrl:`https://github.com/Lightricks/LTX-2`,snippets:Ln,filter:!1,countDownloads:`path_extension:"safetensors"`},"lightning-ir":{prettyLabel:`Lightning IR`,repoName:`Lightning IR`,repoUrl:`https://github.com/webis-de/lightning-ir`,snippets:Rn},litert:{prettyLabel:`LiteRT`,repoName:`LiteRT`,repoUrl:`https://github.com/google-ai-edge/LiteRT`,filter:!1,countDownloads:`path_extension:"tflite"`},"litert-lm":{prettyLabel:`LiteRT-LM`,repoName:`LiteRT-LM`,repoUrl:`https://github.com/google-ai-edge/LiteRT-LM`,snippets:Vn,filter:!1,countDownloads:`path_extension:"litertlm" OR path_extension:"task"`},lerobot:{prettyLabel:`LeRobot`,repoName:`LeRobot`,repoUrl:`https://github.com/huggingface/lerobot`,docsUrl:`https://huggingface.co/docs/lerobot`,filter:!1,snippets:Bn},lightglue:{prettyLabel:`LightGlue`,repoName:`LightGlue`,repoUrl:`https://github.com/cvg/LightGlue`,filter:!1,countDownloads:`path_extension:"pth" OR path:"config.json"`},liveportrait:{prettyLabel:`LivePortrait`,repoName:`LivePortrait`,repoUrl:`https://github.com/KwaiVGI/LivePortrait`,filter:!1,countDownloads:`path:"liveportrait/landmark.onnx"`},"longcat-video-avatar-1.5":{prettyLabel:`LongCat-Video-Avatar 1.5`,repoName:`LongCat-Video-Avatar 1.5`,repoUrl:`https://github.com/meituan-longcat/LongCat-Video`,filter:!1},"llama-cpp-python":{prettyLabel:`llama-cpp-python`,repoName:`llama-cpp-python`,repoUrl:`https://github.com/abetlen/llama-cpp-python`,snippets:zn},"mini-omni2":{prettyLabel:`Mini-Omni2`,repoName:`Mini-Omni2`,repoUrl:`https://github.com/gpt-omni/mini-omni2`,countDownloads:`path:"model_config.yaml"`},mindspore:{prettyLabel:`MindSpore`,repoName:`mindspore`,repoUrl:`https://github.com/mindspore-ai/mindspore`},"magi-1":{prettyLabel:`MAGI-1`,repoName:`MAGI-1`,repoUrl:`https://github.com/SandAI-org/MAGI-1`,countDownloads:`path:"ckpt/vae/config.json"`},"magenta-realtime":{prettyLabel:`Magenta RT`,repoName:`Magenta RT`,repoUrl:`https://github.com/magenta/magenta-realtime`,countDownloads:`path:"checkpoints/llm_base_x4286_c1860k.tar" OR path:"checkpoints/llm_large_x3047_c1860k.tar" OR path:"checkpoints/llm_large_x3047_c1860k/checkpoint"`},"magenta-realtime-2":{prettyLabel:`Magenta RT 2`,repoName:`Magenta RT 2`,repoUrl:`https://github.com/magenta/magenta-realtime`,countDownloads:`path:"models/mrt2_base/mrt2_base.mlxfn" OR path:"models/mrt2_small/mrt2_small.mlxfn" OR path:"checkpoints/mrt2_base.safetensors" OR path:"checkpoints/mrt2_small.safetensors"`},"mamba-ssm":{prettyLabel:`MambaSSM`,repoName:`MambaSSM`,repoUrl:`https://github.com/state-spaces/mamba`,filter:!1,snippets:Un},"manas-1":{prettyLabel:`MANAS-1`,repoName:`MANAS-1`,repoUrl:`https://github.com/NeurodxAI/manas-1`,countDownloads:`path_extension:"pt"`},"mars5-tts":{prettyLabel:`MARS5-TTS`,repoName:`MARS5-TTS`,repoUrl:`https://github.com/Camb-ai/MARS5-TTS`,filter:!1,countDownloads:`path:"mars5_ar.safetensors"`,snippets:Wn},matanyone:{prettyLabel:`MatAnyone`,repoName:`MatAnyone`,repoUrl:`https://github.com/pq-yang/MatAnyone`,snippets:Gn,filter:!1},memra:{prettyLabel:`memra`,repoName:`memra`,repoUrl:`https://github.com/avifenesh/memra`,snippets:Kn,filter:!1},"mesh-anything":{prettyLabel:`MeshAnything`,repoName:`MeshAnything`,repoUrl:`https://github.com/buaacyw/MeshAnything`,filter:!1,countDownloads:`path:"MeshAnything_350m.pth"`,snippets:qn},merlin:{prettyLabel:`Merlin`,repoName:`Merlin`,repoUrl:`https://github.com/StanfordMIMI/Merlin`,filter:!1,countDownloads:`path_extension:"pt"`},medvae:{prettyLabel:`MedVAE`,repoName:`MedVAE`,repoUrl:`https://github.com/StanfordMIMI/MedVAE`,filter:!1,countDownloads:`path_extension:"ckpt"`},mflux:{prettyLabel:`mflux`,repoName:`mflux`,repoUrl:`https://github.com/filipstrand/mflux`,filter:!1,countDownloads:`path_extension:"safetensors"`},microduck:{prettyLabel:`Microduck`,repoName:`Microduck`,repoUrl:`https://github.com/pollen-robotics/microduck_rl`,filter:!0,countDownloads:`path_extension:"onnx"`},mitie:{prettyLabel:`MITIE`,repoName:`MITIE`,repoUrl:`https://github.com/mit-nlp/MITIE`,countDownloads:`path_filename:"total_word_feature_extractor"`},"ml-agents":{prettyLabel:`ml-agents`,repoName:`ml-agents`,repoUrl:`https://github.com/Unity-Technologies/ml-agents`,docsUrl:`https://huggingface.co/docs/hub/ml-agents`,snippets:Ur,filter:!0,countDownloads:`path_extension:"onnx"`},"ml-sharp":{prettyLabel:`Sharp`,repoName:`Sharp`,repoUrl:`https://github.com/apple/ml-sharp`,filter:!1,countDownloads:`path_extension:"pt"`},mlx:{prettyLabel:`MLX`,repoName:`MLX`,repoUrl:`https://github.com/ml-explore/mlx-examples/tree/main`,snippets:ui,filter:!0},"mlx-image":{prettyLabel:`mlx-image`,repoName:`mlx-image`,repoUrl:`https://github.com/riccardomusmeci/mlx-image`,docsUrl:`https://huggingface.co/docs/hub/mlx-image`,snippets:li,filter:!1,countDownloads:`path:"model.safetensors"`},"mlc-llm":{prettyLabel:`MLC-LLM`,repoName:`MLC-LLM`,repoUrl:`https://github.com/mlc-ai/mlc-llm`,docsUrl:`https://llm.mlc.ai/docs/`,filter:!1,countDownloads:`path:"mlc-chat-config.json"`},model2vec:{prettyLabel:`Model2Vec`,repoName:`model2vec`,repoUrl:`https://github.com/MinishLab/model2vec`,snippets:di,filter:!1},mobilint:{prettyLabel:`Mobilint`,repoName:`mblt-model-zoo`,repoUrl:`https://github.com/mobilint/mblt-model-zoo`,docsUrl:`https://docs.mobilint.com`,countDownloads:`path:"config.json" OR path_extension:"mxq"`,snippets:fi,filter:!1},"montreal-forced-aligner":{prettyLabel:`Montreal Forced Aligner`,repoName:`Montreal Forced Aligner`,repoUrl:`https://github.com/MontrealCorpusTools/Montreal-Forced-Aligner`,docsUrl:`https://montreal-forced-aligner.readthedocs.io`,filter:!1,countDownloads:`path:"acoustic/final.mdl" OR path_extension:"zip"`},moshi:{prettyLabel:`Moshi`,repoName:`Moshi`,repoUrl:`https://github.com/kyutai-labs/moshi`,snippets:e=>{if(e.id.includes(`-mlx`)){let t=e.id.includes(`-q4`)?` -q 4`:e.id.includes(`-q8`)?` -q 8`:``;return[`# pip install moshi_mlx
# Run local inference (macOS Apple Silicon)
python -m moshi_mlx.local${t} --hf-repo "${e.id}"

# Or run with web UI
python -m moshi_mlx.local_web${t} --hf-repo "${e.id}"`]}return e.id.includes(`-candle`)?[`# pip install rustymimi
# Candle backend - see https://github.com/kyutai-labs/moshi
# for Rust installation instructions`]:[`# pip install moshi
# Run the interactive web server
python -m moshi.server --hf-repo "${e.id}"
# Then open https://localhost:8998 in your browser`,`# pip install moshi
import torch
from moshi.models import loaders

# Load checkpoint info from HuggingFace
checkpoint = loaders.CheckpointInfo.from_hf_repo("${e.id}")

# Load the Mimi audio codec
mimi = checkpoint.get_mimi(device="cuda")
mimi.set_num_codebooks(8)

# Encode audio (24kHz, mono)
wav = torch.randn(1, 1, 24000 * 10)  # [batch, channels, samples]
with torch.no_grad():
    codes = mimi.encode(wav.cuda())
    decoded = mimi.decode(codes)`]},filter:!1,countDownloads:`path:"tokenizer-e351c8d8-checkpoint125.safetensors"`},mtvcraft:{prettyLabel:`MTVCraft`,repoName:`MTVCraft`,repoUrl:`https://github.com/baaivision/MTVCraft`,filter:!1,countDownloads:`path:"vae/3d-vae.pt"`},multimolecule:{prettyLabel:`MultiMolecule`,repoName:`MultiMolecule`,repoUrl:`https://github.com/MultiMolecule/multimolecule`,docsUrl:`https://multimolecule.danling.org`,snippets:Jn,filter:!1},nemo:{prettyLabel:`NeMo`,repoName:`NeMo`,repoUrl:`https://github.com/NVIDIA/NeMo`,snippets:_i,filter:!0,countDownloads:`path_extension:"nemo" OR path:"model_config.yaml" OR path_extension:"json"`},ninfer:{prettyLabel:`NInfer`,repoName:`NInfer`,repoUrl:`https://github.com/Neroued/ninfer`,filter:!1,countDownloads:`path_extension:"ninfer"`},nobg:{prettyLabel:`nobg`,repoName:`nobg`,repoUrl:`https://github.com/feyninc/nobg`,snippets:ti,filter:!1},"nv-medtech":{prettyLabel:`NV-MedTech`,repoName:`NV-MedTech`,filter:!1,repoUrl:`https://github.com/nvidia-medtech`,countDownloads:`path_extension:"pt" OR path_extension:"safetensors" OR path:"config.json"`},"open-oasis":{prettyLabel:`open-oasis`,repoName:`open-oasis`,repoUrl:`https://github.com/etched-ai/open-oasis`,countDownloads:`path:"oasis500m.safetensors"`},open_clip:{prettyLabel:`OpenCLIP`,repoName:`OpenCLIP`,repoUrl:`https://github.com/mlfoundations/open_clip`,snippets:Yn,filter:!0,countDownloads:`path:"open_clip_model.safetensors"
			OR path:"model.safetensors"
			OR path:"open_clip_pytorch_model.bin"
			OR path:"pytorch_model.bin"`},openasr:{prettyLabel:`OpenASR`,repoName:`OpenASR`,repoUrl:`https://github.com/QuintinShaw/openasr`,docsUrl:`https://github.com/QuintinShaw/openasr/blob/main/docs/DOCS_INDEX.md`,snippets:Xn,filter:!1,countDownloads:`path_extension:"oasr"`},opendde:{prettyLabel:`OpenDDE`,repoName:`OpenDDE`,repoUrl:`https://github.com/aurekaresearch/OpenDDE`,docsUrl:`https://huggingface.co/aurekaresearch/OpenDDE/blob/main/docs/inference_instructions.md`,snippets:Zn,filter:!1,countDownloads:`path_extension:"pt"`},openpeerllm:{prettyLabel:`OpenPeerLLM`,repoName:`OpenPeerLLM`,repoUrl:`https://huggingface.co/openpeerai/openpeerllm`,docsUrl:`https://huggingface.co/OpenPeerAI/OpenPeerLLM/blob/main/README.md`,countDownloads:`path:".meta-huggingface.json"`,filter:!1},"open-sora":{prettyLabel:`Open-Sora`,repoName:`Open-Sora`,repoUrl:`https://github.com/hpcaitech/Open-Sora`,filter:!1,countDownloads:`path:"Open_Sora_v2.safetensors"`},outetts:{prettyLabel:`OuteTTS`,repoName:`OuteTTS`,repoUrl:`https://github.com/edwko/OuteTTS`,snippets:vi,filter:!1},paddlenlp:{prettyLabel:`paddlenlp`,repoName:`PaddleNLP`,repoUrl:`https://github.com/PaddlePaddle/PaddleNLP`,docsUrl:`https://huggingface.co/docs/hub/paddlenlp`,snippets:Qn,filter:!0,countDownloads:`path:"model_config.json"`},PaddleOCR:{prettyLabel:`PaddleOCR`,repoName:`PaddleOCR`,repoUrl:`https://github.com/PaddlePaddle/PaddleOCR`,docsUrl:`https://www.paddleocr.ai/`,snippets:$n,filter:!0,countDownloads:`path_extension:"safetensors" OR path:"inference.pdiparams" OR path:"inference.onnx"`},peft:{prettyLabel:`PEFT`,repoName:`PEFT`,repoUrl:`https://github.com/huggingface/peft`,snippets:zr,filter:!0,countDownloads:`path:"adapter_config.json"`},"perception-encoder":{prettyLabel:`PerceptionEncoder`,repoName:`PerceptionModels`,repoUrl:`https://github.com/facebookresearch/perception_models`,filter:!1,snippets:er,countDownloads:`path_extension:"pt"`},"phantom-wan":{prettyLabel:`Phantom`,repoName:`Phantom`,repoUrl:`https://github.com/Phantom-video/Phantom`,snippets:tr,filter:!1,countDownloads:`path_extension:"pth"`},piper:{prettyLabel:`Piper`,repoName:`Piper`,repoUrl:`https://github.com/OHF-Voice/piper1-gpl`,filter:!1,countDownloads:`path_extension:"onnx" OR path_extension:"ckpt"`},"pocket-tts":{prettyLabel:`Pocket-TTS`,repoName:`PocketTTS`,repoUrl:`https://github.com/kyutai-labs/pocket-tts`,snippets:nr,filter:!1,countDownloads:`path:"tts_b6369a24.safetensors"`},"pruna-ai":{prettyLabel:`Pruna AI`,repoName:`Pruna AI`,repoUrl:`https://github.com/PrunaAI/pruna`,snippets:pi,docsUrl:`https://docs.pruna.ai`},pxia:{prettyLabel:`pxia`,repoName:`pxia`,repoUrl:`https://github.com/not-lain/pxia`,snippets:yi,filter:!1},"pyannote-audio":{prettyLabel:`pyannote.audio`,repoName:`pyannote-audio`,repoUrl:`https://github.com/pyannote/pyannote-audio`,snippets:ar,filter:!0},"py-feat":{prettyLabel:`Py-Feat`,repoName:`Py-Feat`,repoUrl:`https://github.com/cosanlab/py-feat`,docsUrl:`https://py-feat.org/`,filter:!1},pythae:{prettyLabel:`pythae`,repoName:`pythae`,repoUrl:`https://github.com/clementchadebec/benchmark_VAE`,snippets:bi,filter:!1},quantumpeer:{prettyLabel:`QuantumPeer`,repoName:`QuantumPeer`,repoUrl:`https://github.com/OpenPeer-AI/QuantumPeer`,filter:!1,countDownloads:`path_extension:"setup.py"`},qwen3_tts:{prettyLabel:`Qwen3-TTS`,repoName:`Qwen3-TTS`,repoUrl:`https://github.com/QwenLM/Qwen3-TTS`,snippets:xi,filter:!1},recurrentgemma:{prettyLabel:`RecurrentGemma`,repoName:`recurrentgemma`,repoUrl:`https://github.com/google-deepmind/recurrentgemma`,filter:!1,countDownloads:`path:"tokenizer.model"`},relik:{prettyLabel:`Relik`,repoName:`Relik`,repoUrl:`https://github.com/SapienzaNLP/relik`,snippets:or,filter:!1},refiners:{prettyLabel:`Refiners`,repoName:`Refiners`,repoUrl:`https://github.com/finegrain-ai/refiners`,docsUrl:`https://refine.rs/`,filter:!1,countDownloads:`path:"model.safetensors"`},renderformer:{prettyLabel:`RenderFormer`,repoName:`RenderFormer`,repoUrl:`https://github.com/microsoft/renderformer`,snippets:sr,filter:!1},reverb:{prettyLabel:`Reverb`,repoName:`Reverb`,repoUrl:`https://github.com/revdotcom/reverb`,filter:!1},rkllm:{prettyLabel:`RKLLM`,repoName:`RKLLM`,repoUrl:`https://github.com/airockchip/rknn-llm`,countDownloads:`path_extension:"rkllm"`},"robo-orchard-lab":{prettyLabel:`RoboOrchardLab`,repoName:`RoboOrchardLab`,repoUrl:`https://github.com/HorizonRobotics/RoboOrchardLab`,filter:!1,countDownloads:`path_extension:"safetensors"`},"routee-powertrain":{prettyLabel:`RouteE-Powertrain`,repoName:`RouteE-Powertrain`,repoUrl:`https://github.com/NatLabRockies/routee-powertrain`,docsUrl:`https://natlabrockies.github.io/routee-powertrain/`,snippets:cr,filter:!1,countDownloads:`path_extension:"onnx" OR path_extension:"joblib"`},rwkv:{prettyLabel:`RWKV`,repoName:`RWKV-LM`,repoUrl:`https://github.com/BlinkDL/RWKV-LM`,docsUrl:`https://rwkv.com/`,filter:!1,countDownloads:`path_extension:"pth"`},saelens:{prettyLabel:`SAELens`,repoName:`SAELens`,repoUrl:`https://github.com/jbloomAus/SAELens`,snippets:mr,filter:!1},"scail-2":{prettyLabel:`SCAIL-2`,repoName:`SCAIL-2`,repoUrl:`https://github.com/zai-org/SCAIL-2`,filter:!1,countDownloads:`path:"model/1/fsdp2_rank_0000_checkpoint.pt"`},sam2:{prettyLabel:`sam2`,repoName:`sam2`,repoUrl:`https://github.com/facebookresearch/segment-anything-2`,filter:!1,snippets:Sr,countDownloads:`path_extension:"pt"`},"sam-3d-body":{prettyLabel:`SAM 3D Body`,repoName:`SAM 3D Body`,repoUrl:`https://github.com/facebookresearch/sam-3d-body`,filter:!1,snippets:wr,countDownloads:`path:"model_config.yaml"`},"sam-3d-objects":{prettyLabel:`SAM 3D Objects`,repoName:`SAM 3D Objects`,repoUrl:`https://github.com/facebookresearch/sam-3d-objects`,filter:!1,snippets:Cr,countDownloads:`path:"checkpoints/pipeline.yaml"`},same:{prettyLabel:`SAME`,repoName:`SAME`,repoUrl:`https://github.com/GengzeZhou/SAME`,filter:!1,countDownloads:`path:"ckpt/SAME.pt" OR path:"pretrain/Attnq_pretrained_ckpt.pt"`},"sample-factory":{prettyLabel:`sample-factory`,repoName:`sample-factory`,repoUrl:`https://github.com/alex-petrenko/sample-factory`,docsUrl:`https://huggingface.co/docs/hub/sample-factory`,snippets:Tr,filter:!0,countDownloads:`path:"cfg.json"`},"sap-rpt-1-oss":{prettyLabel:`sap-rpt-1-oss`,repoName:`sap-rpt-1-oss`,repoUrl:`https://github.com/SAP-samples/sap-rpt-1-oss`,countDownloads:`path_extension:"pt"`,snippets:It},sapiens:{prettyLabel:`sapiens`,repoName:`sapiens`,repoUrl:`https://github.com/facebookresearch/sapiens`,filter:!1,countDownloads:`path_extension:"pt2" OR path_extension:"pth" OR path_extension:"onnx"`},sapiens2:{prettyLabel:`sapiens2`,repoName:`sapiens2`,repoUrl:`https://github.com/facebookresearch/sapiens2`,filter:!1,countDownloads:`path_extension:"safetensors"`},seedvr:{prettyLabel:`SeedVR`,repoName:`SeedVR`,repoUrl:`https://github.com/ByteDance-Seed/SeedVR`,filter:!1,countDownloads:`path_extension:"pth"`},"self-forcing":{prettyLabel:`SelfForcing`,repoName:`SelfForcing`,repoUrl:`https://github.com/guandeh17/Self-Forcing`,filter:!1,countDownloads:`path_extension:"pt"`},"sentence-transformers":{prettyLabel:`sentence-transformers`,repoName:`sentence-transformers`,repoUrl:`https://github.com/UKPLab/sentence-transformers`,docsUrl:`https://huggingface.co/docs/hub/sentence-transformers`,snippets:Or,filter:!0},setfit:{prettyLabel:`setfit`,repoName:`setfit`,repoUrl:`https://github.com/huggingface/setfit`,docsUrl:`https://huggingface.co/docs/hub/setfit`,snippets:kr,filter:!0},shadow:{prettyLabel:`Shadow`,repoName:`Shadow`,repoUrl:`https://github.com/QLNI/SHADOW-250M-Instruct`,filter:!1,countDownloads:`path_extension:"shdw"`},sklearn:{prettyLabel:`Scikit-learn`,repoName:`Scikit-learn`,repoUrl:`https://github.com/scikit-learn/scikit-learn`,snippets:yr,filter:!0,countDownloads:`path:"sklearn_model.joblib"`},spacy:{prettyLabel:`spaCy`,repoName:`spaCy`,repoUrl:`https://github.com/explosion/spaCy`,docsUrl:`https://huggingface.co/docs/hub/spacy`,snippets:Ar,filter:!0,countDownloads:`path_extension:"whl"`},"span-marker":{prettyLabel:`SpanMarker`,repoName:`SpanMarkerNER`,repoUrl:`https://github.com/tomaarsen/SpanMarkerNER`,docsUrl:`https://huggingface.co/docs/hub/span_marker`,snippets:jr,filter:!0},speechbrain:{prettyLabel:`speechbrain`,repoName:`speechbrain`,repoUrl:`https://github.com/speechbrain/speechbrain`,docsUrl:`https://huggingface.co/docs/hub/speechbrain`,snippets:Pr,filter:!0,countDownloads:`path:"hyperparams.yaml"`},"ssr-speech":{prettyLabel:`SSR-Speech`,repoName:`SSR-Speech`,repoUrl:`https://github.com/WangHelin1997/SSR-Speech`,filter:!1,countDownloads:`path_extension:".pth"`},"stable-audio-3":{prettyLabel:`Stable Audio 3`,repoName:`stable-audio-3`,repoUrl:`https://github.com/Stability-AI/stable-audio-3`,filter:!1,countDownloads:`path:"model_config.json"`},"stable-audio-tools":{prettyLabel:`Stable Audio Tools`,repoName:`stable-audio-tools`,repoUrl:`https://github.com/Stability-AI/stable-audio-tools.git`,filter:!1,countDownloads:`path:"model.safetensors"`,snippets:br},monkeyocr:{prettyLabel:`MonkeyOCR`,repoName:`monkeyocr`,repoUrl:`https://github.com/Yuliang-Liu/MonkeyOCR`,filter:!1,countDownloads:`path:"Recognition/config.json"`},"diffusion-single-file":{prettyLabel:`Diffusion Single File`,repoName:`diffusion-single-file`,repoUrl:`https://github.com/comfyanonymous/ComfyUI`,filter:!1,countDownloads:`path_extension:"safetensors"`},"seed-story":{prettyLabel:`SEED-Story`,repoName:`SEED-Story`,repoUrl:`https://github.com/TencentARC/SEED-Story`,filter:!1,countDownloads:`path:"cvlm_llama2_tokenizer/tokenizer.model"`,snippets:hr},skala:{prettyLabel:`Skala`,repoName:`Skala`,repoUrl:`https://github.com/microsoft/skala`,filter:!1,countDownloads:`path_extension:"fun"`},soloaudio:{prettyLabel:`SoloAudio`,repoName:`SoloAudio`,repoUrl:`https://github.com/WangHelin1997/SoloAudio`,filter:!1,countDownloads:`path:"soloaudio_v2.pt"`},songbloom:{prettyLabel:`SongBloom`,repoName:`SongBloom`,repoUrl:`https://github.com/Cypress-Yang/SongBloom`,filter:!1,countDownloads:`path_extension:"pt"`},"stable-baselines3":{prettyLabel:`stable-baselines3`,repoName:`stable-baselines3`,repoUrl:`https://github.com/huggingface/huggingface_sb3`,docsUrl:`https://huggingface.co/docs/hub/stable-baselines3`,snippets:Vr,filter:!0,countDownloads:`path_extension:"zip"`},stanza:{prettyLabel:`Stanza`,repoName:`stanza`,repoUrl:`https://github.com/stanfordnlp/stanza`,docsUrl:`https://huggingface.co/docs/hub/stanza`,snippets:Mr,filter:!0,countDownloads:`path:"models/default.zip"`},supertonic:{prettyLabel:`Supertonic`,repoName:`Supertonic`,repoUrl:`https://github.com/supertone-inc/supertonic`,snippets:ni,filter:!1},swarmformer:{prettyLabel:`SwarmFormer`,repoName:`SwarmFormer`,repoUrl:`https://github.com/takara-ai/SwarmFormer`,snippets:ri,filter:!1},"synthefy-migas":{prettyLabel:`Migas`,repoName:`Migas`,repoUrl:`https://github.com/Synthefy/synthefy-migas`,filter:!1,countDownloads:`path:"model.pt"`},"f5-tts":{prettyLabel:`F5-TTS`,repoName:`F5-TTS`,repoUrl:`https://github.com/SWivid/F5-TTS`,filter:!1,countDownloads:`path_extension:"safetensors" OR path_extension:"pt"`},genmo:{prettyLabel:`Genmo`,repoName:`Genmo`,repoUrl:`https://github.com/genmoai/models`,filter:!1,countDownloads:`path:"vae_stats.json"`},"tencent-song-generation":{prettyLabel:`SongGeneration`,repoName:`SongGeneration`,repoUrl:`https://github.com/tencent-ailab/songgeneration`,filter:!1,countDownloads:`path:"ckpt/songgeneration_base/model.pt"`},tensorflowtts:{prettyLabel:`TensorFlowTTS`,repoName:`TensorFlowTTS`,repoUrl:`https://github.com/TensorSpeech/TensorFlowTTS`,snippets:fr},tensorrt:{prettyLabel:`TensorRT`,repoName:`TensorRT`,repoUrl:`https://github.com/NVIDIA/TensorRT`,countDownloads:`path_extension:"onnx"`},tabpfn:{prettyLabel:`TabPFN`,repoName:`TabPFN`,repoUrl:`https://github.com/PriorLabs/TabPFN`},terratorch:{prettyLabel:`TerraTorch`,repoName:`TerraTorch`,repoUrl:`https://github.com/IBM/terratorch`,docsUrl:`https://ibm.github.io/terratorch/`,filter:!1,countDownloads:`path_extension:"pt" OR path_extension:"ckpt"`,snippets:Fr},"tic-clip":{prettyLabel:`TiC-CLIP`,repoName:`TiC-CLIP`,repoUrl:`https://github.com/apple/ml-tic-clip`,filter:!1,countDownloads:`path_extension:"pt" AND path_prefix:"checkpoints/"`},timesfm:{prettyLabel:`TimesFM`,repoName:`timesfm`,repoUrl:`https://github.com/google-research/timesfm`,filter:!1,countDownloads:`path:"config.json" OR path:"torch_model.ckpt" OR path:"checkpoints/checkpoint_1100000/state/checkpoint" OR path:"checkpoints/checkpoint_2150000/state/checkpoint"`},"timee-ts":{prettyLabel:`timee-ts`,repoName:`timee-ts`,repoUrl:`https://github.com/liamsbhoo/timee`,filter:!1,countDownloads:`path:"model.safetensors"`},timm:{prettyLabel:`timm`,repoName:`pytorch-image-models`,repoUrl:`https://github.com/rwightman/pytorch-image-models`,docsUrl:`https://huggingface.co/docs/hub/timm`,snippets:pr,filter:!0,countDownloads:`path:"pytorch_model.bin" OR path:"model.safetensors"`},tirex:{prettyLabel:`TiRex`,repoName:`TiRex`,repoUrl:`https://github.com/NX-AI/tirex`,countDownloads:`path_extension:"ckpt"`},"tirex-2":{prettyLabel:`TiRex-2`,repoName:`TiRex-2`,repoUrl:`https://github.com/NX-AI/tirex-2`,countDownloads:`path:"model-config.yaml"`},torchgeo:{prettyLabel:`TorchGeo`,repoName:`TorchGeo`,repoUrl:`https://github.com/microsoft/torchgeo`,docsUrl:`https://torchgeo.readthedocs.io/`,filter:!1,countDownloads:`path_extension:"pt" OR path_extension:"pth"`},transformers:{prettyLabel:`Transformers`,repoName:`🤗/transformers`,repoUrl:`https://github.com/huggingface/transformers`,docsUrl:`https://huggingface.co/docs/hub/transformers`,snippets:N,filter:!0},"transformers.js":{prettyLabel:`Transformers.js`,repoName:`transformers.js`,repoUrl:`https://github.com/huggingface/transformers.js`,docsUrl:`https://huggingface.co/docs/hub/transformers-js`,snippets:Lr,filter:!0},trellis:{prettyLabel:`Trellis`,repoName:`Trellis`,repoUrl:`https://github.com/microsoft/TRELLIS`,countDownloads:`path_extension:"safetensors"`},trellis2:{prettyLabel:`TRELLIS.2`,repoName:`TRELLIS.2`,repoUrl:`https://github.com/microsoft/TRELLIS.2`,countDownloads:`path_extension:"safetensors"`},tunejury:{prettyLabel:`TuneJury`,repoName:`TuneJury`,repoUrl:`https://github.com/yonghyunk1m/TuneJury`,countDownloads:`path_extension:"pt"`},ultralytics:{prettyLabel:`ultralytics`,repoName:`ultralytics`,repoUrl:`https://github.com/ultralytics/ultralytics`,docsUrl:`https://github.com/ultralytics/ultralytics`,filter:!1,countDownloads:`path_extension:"pt"`,snippets:P},univa:{prettyLabel:`univa`,repoName:`univa`,repoUrl:`https://github.com/PKU-YuanGroup/UniWorld-V1`,snippets:ii,filter:!0,countDownloads:`path:"config.json"`},"uni-3dar":{prettyLabel:`Uni-3DAR`,repoName:`Uni-3DAR`,repoUrl:`https://github.com/dptech-corp/Uni-3DAR`,docsUrl:`https://github.com/dptech-corp/Uni-3DAR`,countDownloads:`path_extension:"pt"`},"unity-sentis":{prettyLabel:`unity-sentis`,repoName:`unity-sentis`,repoUrl:`https://github.com/Unity-Technologies/sentis-samples`,snippets:Wr,filter:!0,countDownloads:`path_extension:"sentis"`},sana:{prettyLabel:`Sana`,repoName:`Sana`,repoUrl:`https://github.com/NVlabs/Sana`,countDownloads:`path_extension:"pth"`,snippets:Gr},videoprism:{prettyLabel:`VideoPrism`,repoName:`VideoPrism`,repoUrl:`https://github.com/google-deepmind/videoprism`,countDownloads:`path_extension:"npz"`,snippets:qr},"vfi-mamba":{prettyLabel:`VFIMamba`,repoName:`VFIMamba`,repoUrl:`https://github.com/MCG-NJU/VFIMamba`,countDownloads:`path_extension:"pkl"`,snippets:Jr},vismatch:{prettyLabel:`VisMatch`,repoName:`VisMatch`,repoUrl:`https://github.com/gmberton/vismatch`,filter:!1,countDownloads:`path:"vismatch.yaml"`},lvface:{prettyLabel:`LVFace`,repoName:`LVFace`,repoUrl:`https://github.com/bytedance/LVFace`,countDownloads:`path_extension:"pt" OR path_extension:"onnx"`,snippets:Yr},voicecraft:{prettyLabel:`VoiceCraft`,repoName:`VoiceCraft`,repoUrl:`https://github.com/jasonppy/VoiceCraft`,docsUrl:`https://github.com/jasonppy/VoiceCraft`,snippets:Xr},voxcpm:{prettyLabel:`VoxCPM`,repoName:`VoxCPM`,repoUrl:`https://github.com/OpenBMB/VoxCPM`,snippets:Zr,filter:!1},vui:{prettyLabel:`Vui`,repoName:`Vui`,repoUrl:`https://github.com/vui-ai/vui`,countDownloads:`path_extension:"pt"`,snippets:Qr},vqweb:{prettyLabel:`vqweb`,repoName:`vqweb`,repoUrl:`https://github.com/rosecky/embedding-quantization-public/tree/main/packages/vqweb`,docsUrl:`https://www.npmjs.com/package/@thinletterio/vqweb`,countDownloads:`path_extension:"vqw"`,filter:!1},vibevoice:{prettyLabel:`VibeVoice`,repoName:`VibeVoice`,repoUrl:`https://github.com/microsoft/VibeVoice`,snippets:Kr,filter:!1},videox_fun:{prettyLabel:`VideoX Fun`,repoName:`VideoX Fun`,repoUrl:`https://github.com/aigc-apps/VideoX-Fun`,filter:!1,countDownloads:`path_extension:"safetensors"`},"wan2.2":{prettyLabel:`Wan2.2`,repoName:`Wan2.2`,repoUrl:`https://github.com/Wan-Video/Wan2.2`,countDownloads:`path_filename:"config" AND path_extension:"json"`},wham:{prettyLabel:`WHAM`,repoName:`wham`,repoUrl:`https://huggingface.co/microsoft/wham`,docsUrl:`https://huggingface.co/microsoft/wham/blob/main/README.md`,countDownloads:`path_extension:"ckpt"`},whisperkit:{prettyLabel:`WhisperKit`,repoName:`WhisperKit`,repoUrl:`https://github.com/argmaxinc/WhisperKit`,docsUrl:`https://github.com/argmaxinc/WhisperKit?tab=readme-ov-file#homebrew`,snippets:()=>[`# Install CLI with Homebrew on macOS device
brew install whisperkit-cli

# View all available inference options
whisperkit-cli transcribe --help

# Download and run inference using whisper base model
whisperkit-cli transcribe --audio-path /path/to/audio.mp3

# Or use your preferred model variant
whisperkit-cli transcribe --model "large-v3" --model-prefix "distil" --audio-path /path/to/audio.mp3 --verbose`],countDownloads:`path_filename:"model" AND path_extension:"mil" AND _exists_:"path_prefix"`},yolov10:{prettyLabel:`YOLOv10`,repoName:`YOLOv10`,repoUrl:`https://github.com/THU-MIG/yolov10`,docsUrl:`https://github.com/THU-MIG/yolov10`,countDownloads:`path_extension:"pt" OR path_extension:"safetensors"`,snippets:P},yolov26:{prettyLabel:`YOLOv26`,repoName:`YOLOv26`,repoUrl:`https://github.com/ultralytics/ultralytics`,docsUrl:`https://docs.ultralytics.com/models/yolo26/`,countDownloads:`path_extension:"pt" OR path_extension:"safetensors"`},zonos:{prettyLabel:`Zonos`,repoName:`Zonos`,repoUrl:`https://github.com/Zyphra/Zonos`,docsUrl:`https://github.com/Zyphra/Zonos`,snippets:e=>[`# pip install git+https://github.com/Zyphra/Zonos.git
import torchaudio
from zonos.model import Zonos
from zonos.conditioning import make_cond_dict

model = Zonos.from_pretrained("${e.id}", device="cuda")

wav, sr = torchaudio.load("speaker.wav")           # 5-10s reference clip
speaker = model.make_speaker_embedding(wav, sr)

cond  = make_cond_dict(text="Hello, world!", speaker=speaker, language="en-us")
codes = model.generate(model.prepare_conditioning(cond))

audio = model.autoencoder.decode(codes)[0].cpu()
torchaudio.save("sample.wav", audio, model.autoencoder.sampling_rate)
`],filter:!1},"3dtopia-xl":{prettyLabel:`3DTopia-XL`,repoName:`3DTopia-XL`,repoUrl:`https://github.com/3DTopia/3DTopia-XL`,filter:!1,countDownloads:`path:"model_vae_fp16.pt"`,snippets:e=>[`from threedtopia_xl.models import threedtopia_xl

model = threedtopia_xl.from_pretrained("${e.id}")
model.generate(cond="path/to/image.png")`]}};Object.keys(F),Object.entries(F).filter(([e,t])=>t.filter).map(([e])=>e);var I;(function(e){e[e.F32=0]=`F32`,e[e.F16=1]=`F16`,e[e.Q4_0=2]=`Q4_0`,e[e.Q4_1=3]=`Q4_1`,e[e.Q4_1_SOME_F16=4]=`Q4_1_SOME_F16`,e[e.Q4_2=5]=`Q4_2`,e[e.Q4_3=6]=`Q4_3`,e[e.Q8_0=7]=`Q8_0`,e[e.Q5_0=8]=`Q5_0`,e[e.Q5_1=9]=`Q5_1`,e[e.Q2_K=10]=`Q2_K`,e[e.Q3_K_S=11]=`Q3_K_S`,e[e.Q3_K_M=12]=`Q3_K_M`,e[e.Q3_K_L=13]=`Q3_K_L`,e[e.Q4_K_S=14]=`Q4_K_S`,e[e.Q4_K_M=15]=`Q4_K_M`,e[e.Q5_K_S=16]=`Q5_K_S`,e[e.Q5_K_M=17]=`Q5_K_M`,e[e.Q6_K=18]=`Q6_K`,e[e.IQ2_XXS=19]=`IQ2_XXS`,e[e.IQ2_XS=20]=`IQ2_XS`,e[e.Q2_K_S=21]=`Q2_K_S`,e[e.IQ3_XS=22]=`IQ3_XS`,e[e.IQ3_XXS=23]=`IQ3_XXS`,e[e.IQ1_S=24]=`IQ1_S`,e[e.IQ4_NL=25]=`IQ4_NL`,e[e.IQ3_S=26]=`IQ3_S`,e[e.IQ3_M=27]=`IQ3_M`,e[e.IQ2_S=28]=`IQ2_S`,e[e.IQ2_M=29]=`IQ2_M`,e[e.IQ4_XS=30]=`IQ4_XS`,e[e.IQ1_M=31]=`IQ1_M`,e[e.BF16=32]=`BF16`,e[e.Q4_0_4_4=33]=`Q4_0_4_4`,e[e.Q4_0_4_8=34]=`Q4_0_4_8`,e[e.Q4_0_8_8=35]=`Q4_0_8_8`,e[e.TQ1_0=36]=`TQ1_0`,e[e.TQ2_0=37]=`TQ2_0`,e[e.MXFP4_MOE=38]=`MXFP4_MOE`,e[e.NVFP4=39]=`NVFP4`,e[e.Q1_0=40]=`Q1_0`,e[e.Q2_0=41]=`Q2_0`,e[e.Q2_K_XL=1e3]=`Q2_K_XL`,e[e.Q3_K_XL=1001]=`Q3_K_XL`,e[e.Q4_K_XL=1002]=`Q4_K_XL`,e[e.Q5_K_XL=1003]=`Q5_K_XL`,e[e.Q6_K_XL=1004]=`Q6_K_XL`,e[e.Q8_K_XL=1005]=`Q8_K_XL`})(I||={});const Ti=Object.values(I).filter(e=>typeof e==`string`),Ei=[`MXFP4`],Di=RegExp(`(?<prefix>UD-)?(?<quant>${[...Ti,...Ei].join(`|`)})(_(?<sizeVariation>[A-Z]+))?`);new RegExp(Di,`g`),I.F32,I.BF16,I.F16,I.Q8_K_XL,I.Q8_0,I.Q6_K_XL,I.Q6_K,I.Q5_K_XL,I.Q5_K_M,I.Q5_K_S,I.Q5_0,I.Q5_1,I.Q4_K_XL,I.Q4_K_M,I.Q4_K_S,I.IQ4_NL,I.IQ4_XS,I.Q4_0_4_4,I.Q4_0_4_8,I.Q4_0_8_8,I.Q4_1_SOME_F16,I.Q4_0,I.Q4_1,I.Q4_2,I.Q4_3,I.MXFP4_MOE,I.NVFP4,I.Q3_K_XL,I.Q3_K_L,I.Q3_K_M,I.Q3_K_S,I.IQ3_M,I.IQ3_S,I.IQ3_XS,I.IQ3_XXS,I.Q2_K_XL,I.Q2_K,I.Q2_K_S,I.IQ2_M,I.IQ2_S,I.IQ2_XS,I.IQ2_XXS,I.Q2_0,I.IQ1_S,I.IQ1_M,I.TQ1_0,I.TQ2_0,I.Q1_0;var L;(function(e){e[e.F32=0]=`F32`,e[e.F16=1]=`F16`,e[e.Q4_0=2]=`Q4_0`,e[e.Q4_1=3]=`Q4_1`,e[e.Q5_0=6]=`Q5_0`,e[e.Q5_1=7]=`Q5_1`,e[e.Q8_0=8]=`Q8_0`,e[e.Q8_1=9]=`Q8_1`,e[e.Q2_K=10]=`Q2_K`,e[e.Q3_K=11]=`Q3_K`,e[e.Q4_K=12]=`Q4_K`,e[e.Q5_K=13]=`Q5_K`,e[e.Q6_K=14]=`Q6_K`,e[e.Q8_K=15]=`Q8_K`,e[e.IQ2_XXS=16]=`IQ2_XXS`,e[e.IQ2_XS=17]=`IQ2_XS`,e[e.IQ3_XXS=18]=`IQ3_XXS`,e[e.IQ1_S=19]=`IQ1_S`,e[e.IQ4_NL=20]=`IQ4_NL`,e[e.IQ3_S=21]=`IQ3_S`,e[e.IQ2_S=22]=`IQ2_S`,e[e.IQ4_XS=23]=`IQ4_XS`,e[e.I8=24]=`I8`,e[e.I16=25]=`I16`,e[e.I32=26]=`I32`,e[e.I64=27]=`I64`,e[e.F64=28]=`F64`,e[e.IQ1_M=29]=`IQ1_M`,e[e.BF16=30]=`BF16`,e[e.TQ1_0=34]=`TQ1_0`,e[e.TQ2_0=35]=`TQ2_0`,e[e.MXFP4=39]=`MXFP4`,e[e.NVFP4=40]=`NVFP4`,e[e.Q1_0=41]=`Q1_0`,e[e.Q2_0=42]=`Q2_0`})(L||={});var Oi;(function(e){e[e.BLACKWELL_ULTRA=12.1]=`BLACKWELL_ULTRA`,e[e.BLACKWELL_RTX=12]=`BLACKWELL_RTX`,e[e.BLACKWELL=10]=`BLACKWELL`,e[e.HOPPER=9]=`HOPPER`,e[e.ADA_LOVELACE=8.9]=`ADA_LOVELACE`,e[e.ORIN=8.7]=`ORIN`,e[e.AMPERE_RTX=8.6]=`AMPERE_RTX`,e[e.AMPERE=8]=`AMPERE`,e[e.TURING=7.5]=`TURING`,e[e.XAVIER=7.2]=`XAVIER`,e[e.VOLTA=7]=`VOLTA`,e[e.PASCAL_TEGRA=6.2]=`PASCAL_TEGRA`,e[e.PASCAL=6.1]=`PASCAL`,e[e.PASCAL_DATACENTER=6]=`PASCAL_DATACENTER`,e[e.MAXWELL=5.3]=`MAXWELL`})(Oi||={});var ki=/* @__PURE__ */ `llama.deci.falcon.grok.gpt2.gptj.gptneox.mpt.baichuan.starcoder.refact.bert.nomic-bert.jina-bert-v2.bloom.stablelm.qwen.qwen2.qwen2moe.qwen2vl.phi2.phi3.phimoe.plamo.codeshell.orion.internlm2.minicpm.minicpm3.gemma.gemma2.starcoder2.mamba.xverse.command-r.cohere2.dbrx.olmo.olmo2.olmoe.openelm.arctic.deepseek.deepseek2.chatglm.bitnet.t5.t5encoder.jais.nemotron.exaone.rwkv6.rwkv6qwen2.granite.granitemoe.chameleon.wavtokenizer-dec`.split(`.`),R=/* @__PURE__ */ (e=>(e[e.UINT8=0]=`UINT8`,e[e.INT8=1]=`INT8`,e[e.UINT16=2]=`UINT16`,e[e.INT16=3]=`INT16`,e[e.UINT32=4]=`UINT32`,e[e.INT32=5]=`INT32`,e[e.FLOAT32=6]=`FLOAT32`,e[e.BOOL=7]=`BOOL`,e[e.STRING=8]=`STRING`,e[e.ARRAY=9]=`ARRAY`,e[e.UINT64=10]=`UINT64`,e[e.INT64=11]=`INT64`,e[e.FLOAT64=12]=`FLOAT64`,e))(R||{});[...ki];var Ai=typeof window<`u`&&window.document!==void 0,ji=typeof self==`object`&&self.constructor&&self.constructor.name===`DedicatedWorkerGlobalScope`,Mi=!Ai&&!ji;L.F32,L.F16,L.Q8_0,L.Q8_1,L.Q8_K,L.Q6_K,L.Q5_0,L.Q5_1,L.Q5_K,L.Q4_0,L.Q4_1,L.Q4_K,L.Q3_K,L.Q2_K,L.IQ4_XS,L.IQ3_S,L.IQ3_XXS,L.IQ2_S,L.IQ2_XS,L.IQ2_XXS,L.IQ1_S,L.IQ4_NL,L.I8,L.I16,L.I32,L.I64,L.F64,L.IQ1_M,L.BF16,L.TQ1_0,L.TQ2_0,L.MXFP4,L.NVFP4,L.Q1_0,L.Q2_0;var z=256,B=(e,t)=>t*8/e;L.F32,B(1,4),L.F16,B(1,2),L.Q4_0,B(32,18),L.Q4_1,B(32,20),L.Q5_0,B(32,22),L.Q5_1,B(32,24),L.Q8_0,B(32,34),L.Q8_1,B(32,40),L.Q2_K,B(256,4+z/16+z/4),L.Q3_K,B(256,2+z/4+z/8+12),L.Q4_K,B(256,4+z/2+12),L.Q5_K,B(256,4+z/2+z/8+12),L.Q6_K,B(256,2+z/2+z/4+z/16),L.Q8_K,B(256,4+z+z/8),L.IQ2_XXS,B(256,2+z/4),L.IQ2_XS,B(256,2+z/4+z/32),L.IQ3_XXS,B(256,2+z/4+z/8),L.IQ1_S,B(256,2+z/8+z/16),L.IQ4_NL,B(32,18),L.IQ3_S,B(256,2+z/4+z/8+z/32+4),L.IQ2_S,B(256,2+z/4+z/16),L.IQ4_XS,B(256,4+z/2+z/64),L.I8,B(1,1),L.I16,B(1,2),L.I32,B(1,4),L.I64,B(1,8),L.F64,B(1,8),L.IQ1_M,B(256,z/8+z/16+z/32),L.BF16,B(1,2),L.TQ1_0,B(256,54),L.TQ2_0,B(256,66),L.MXFP4,B(32,17),L.NVFP4,B(64,36),L.Q1_0,B(128,18),L.Q2_0,B(64,18);var Ni=/^(?<prefix>.*?)-(?<shard>\d{5})-of-(?<total>\d{5})\.gguf$/,Pi=32,V=1e6,H=1e5,U=1e7,W=1e7,G=8,K=2**32,q=1,J=4,Fi=30,Ii=(e,t)=>e+t-1&~(t-1),Li=new Uint8Array([71,71,85,70]);function Ri(e){let t=Ni.exec(e);return t&&t.groups?{prefix:t.groups.prefix,shard:t.groups.shard,total:t.groups.total}:null}var zi=e=>e===1||e===2||e===3;function Y(e){return typeof R[e]==`string`}var X=2*10**6,Bi=5*10**5,Vi=50*10**6,Z=class{constructor(e,t){this.uri=e,this.params=t,this.chunk=0,this.buffer=new ArrayBuffer(0,{maxByteLength:Vi}),this.dataView=new DataView(this.buffer)}chunk;buffer;dataView;totalFileSize;get view(){return this.dataView}get fileSize(){return this.totalFileSize}async fetchChunk(){let e=[this.chunk*X,(this.chunk+1)*X-1],t=await(this.params?.fetch??fetch)(this.uri,{headers:{...this.params?.additionalFetchHeaders??{},Range:`bytes=${e[0]}-${e[1]}`}}),n=t.headers.get(`content-range`)?.match(/\/\s*(\d+)\s*$/)?.[1];if(n!==void 0){let e=Number(n);Number.isSafeInteger(e)&&e>=0&&(this.totalFileSize=e)}let r=new Uint8Array(await t.arrayBuffer());this.appendBuffer(r),this.chunk+=1}appendBuffer(e){if(ArrayBuffer.prototype.resize)this.buffer.resize((this.chunk+1)*X),new Uint8Array(this.buffer).set(e,this.chunk*X);else{let t=new ArrayBuffer((this.chunk+1)*X,{maxByteLength:Vi}),n=new Uint8Array(t);n.set(new Uint8Array(this.buffer)),n.set(e,this.chunk*X),this.buffer=t,this.dataView=new DataView(this.buffer)}}async fetchChunkIfNeeded(e){this.dataView.byteLength-e<Bi&&await this.fetchChunk()}},Hi=class extends Z{async fetchChunk(){let{FileBlob:e}=await import(`./index-FileBlob-IQ6VMEFQ.js`),t=await e.create(this.uri);this.totalFileSize=t.size;let n=[this.chunk*X,(this.chunk+1)*X],r=await t.slice(n[0],n[1]).arrayBuffer();this.appendBuffer(new Uint8Array(r)),this.chunk+=1}};function Ui(e,t){let n=e.map(({shape:e})=>e.reduce((e,t)=>e*Number(t),1)).reduce((e,t)=>e+t,0);if(!Number.isFinite(n)||n<0)throw Error(`Computed parameter count is not a valid number (${n})`);if(t!==void 0){let e=t*8/q;if(n>e)throw Error(`Declared tensor shapes imply ${n} parameters, which cannot fit in a ${t}-byte file (at most ${e} at ${q} bit per parameter). The file is malformed.`)}return n}function Q(e,t,n,r){switch(n){case 1:{let n=e.getUint32(t,r);return{value:BigInt(n),length:4}}case 2:case 3:return{value:e.getBigUint64(t,r),length:8}}}function $(e,t,n,r){let i=Q(e,t,n,r);if(i.value>W)throw Error(`String length ${i.value} exceeds maximum allowed (${W})`);let a=i.length;return{value:new TextDecoder().decode(e.buffer.slice(t+a,t+a+Number(i.value))),length:a+Number(i.value)}}function Wi(e,t,n,r,i,a=0){switch(t){case 0:return{value:e.getUint8(n),length:1};case 1:return{value:e.getInt8(n),length:1};case 2:return{value:e.getUint16(n,i),length:2};case 3:return{value:e.getInt16(n,i),length:2};case 4:return{value:e.getUint32(n,i),length:4};case 5:return{value:e.getInt32(n,i),length:4};case 6:return{value:e.getFloat32(n,i),length:4};case 7:return{value:e.getUint8(n)!==0,length:1};case 8:return $(e,n,r,i);case 9:{if(a>=J)throw Error(`Nested ARRAY depth ${a} exceeds maximum allowed (${J})`);let t=e.getUint32(n,i);if(!Y(t))throw Error(`Unsupported array element type: ${t}`);let o=Q(e,n+4,r,i);if(o.value>V)throw Error(`Metadata array length ${o.value} exceeds maximum allowed (${V})`);let s=4+o.length,c=[];for(let l=0;l<o.value;l++){let o=Wi(e,t,n+s,r,i,a+1);c.push(o.value),s+=o.length}return{value:c,length:s}}case 10:return{value:e.getBigUint64(n,i),length:8};case 11:return{value:e.getBigInt64(n,i),length:8};case 12:return{value:e.getFloat64(n,i),length:8}}}async function Gi(e,t){let n;if(Mi){if(e.match(/^https?:\/\//))n=new Z(e,t);else if(t?.allowLocalFile)n=new Hi(e,t);else throw Error(`Access to local file is not enabled, please set allowLocalFile to true`)}else{if(t?.allowLocalFile)throw Error(`allowLocalFile cannot be used on browser`);n=new Z(e,t)}if(await n.fetchChunk(),!((e,t)=>{for(let n=0;n<t.length;n++)if(t[n]!==e[n])return!1;return!0})(new Uint8Array(n.view.buffer.slice(0,4)),Li))throw Error(`not a valid gguf file: not starting with GGUF magic number`);let[r,i]=(()=>{let e=n.view.getUint32(4,!0);return e&65535?[!0,e]:[!1,n.view.getUint32(4,!1)]})();if(!zi(i))throw Error(`not a valid gguf file: unsupported version "${i}"`);let a=8,o=Q(n.view,a,i,r);if(o.value>U)throw Error(`Tensor count ${o.value} exceeds maximum allowed (${U})`);a+=o.length;let s=Q(n.view,a,i,r);if(s.value>H)throw Error(`KV metadata count ${s.value} exceeds maximum allowed (${H})`);a+=s.length;let c={version:i,tensor_count:o.value,kv_count:s.value},l;t?.typedMetadata&&(l={version:{value:i,type:4},tensor_count:{value:o.value,type:i===1?4:10},kv_count:{value:s.value,type:i===1?4:10}});for(let e=0;e<s.value;e++){await n.fetchChunkIfNeeded(a);let e=$(n.view,a,i,r);a+=e.length;let t=n.view.getUint32(a,r);if(a+=4,!Y(t))throw Error(`Unsupported metadata type: `+t);let o,s=0;for(;!o;)try{o=Wi(n.view,t,a,i,r)}catch(e){if(e instanceof RangeError){if(++s>Fi)throw Error(`Exceeded maximum chunk fetches (${Fi}) while reading metadata value`);await n.fetchChunk()}else throw e}if(a+=o.length,c[e.value]=o.value,l){let i={value:o.value,type:t};if(t===9){let e=a-o.length,t=n.view.getUint32(e,r);Y(t)&&(i.subType=t)}l[e.value]=i}}let u=a,d=[];for(let e=0;e<o.value;e++){await n.fetchChunkIfNeeded(a);let e=$(n.view,a,i,r);a+=e.length;let t=n.view.getUint32(a,r);if(t>G)throw Error(`Tensor n_dims ${t} exceeds maximum allowed (${G})`);a+=4;let o=[];for(let s=0;s<t;s++){let t=Q(n.view,a,i,r);if(t.value>BigInt(K))throw Error(`Tensor "${e.value}" dimension ${s} is ${t.value}, which exceeds the maximum allowed (${K})`);o.push(t.value),a+=t.length}let s=n.view.getUint32(a,r);a+=4;let c=n.view.getBigUint64(a,r);a+=8,d.push({name:e.value,n_dims:t,shape:o,dtype:s,offset:c})}let f=c[`general.alignment`]??Pi;if(typeof f==`bigint`&&f>BigInt(2**53-1))throw Error(`general.alignment value ${f} exceeds safe integer range`);let p=Number(f);if(p<=0||!Number.isInteger(p))throw Error(`general.alignment must be a positive integer, got ${f}`);let m=a,h={metadata:c,tensorInfos:d,tensorDataOffset:BigInt(Ii(a,p)),littleEndian:r,tensorInfoByteRange:[u,m]};if(t?.computeParametersCount){let e=Ui(d,n.fileSize);return t?.typedMetadata?{...h,parameterCount:e,typedMetadata:l}:{...h,parameterCount:e}}return t?.typedMetadata?{...h,typedMetadata:l}:h}async function Ki(t){let n={count:0,tensors:0};for(let i of Ji(t)){let{count:a,tensors:o}=await qi(i).catch(n=>{throw i===t?n:new e(`${r(i)}, a part of it: ${n.message}`)});n.count+=a,n.tensors+=o}if(!Number.isSafeInteger(n.count))throw new e(`its tensors are larger than any can be`);return n}async function qi(r){await n(r);let{size:i}=await o(r),{tensorInfos:a,tensorDataOffset:s}=await Gi(r,{allowLocalFile:!0,computeParametersCount:!0}).catch(t=>{throw new e(`it is cut off or not a GGUF file (${t.message.replaceAll(/\s+/g,` `).slice(0,200)})`)}),c=0;for(let{shape:n,offset:r}of a){if(s+r>=BigInt(i))throw new e(`it is cut off: it announces tensors beyond its end`);c+=t(n.map(Number))}return{count:c,tensors:a.length}}function Ji(e){let t=Ri(r(e)),n=Number(t?.total??1);return!t||n>1e3?[e]:Array.from({length:n},(n,r)=>a(i(e),`${t.prefix}-${String(r+1).padStart(5,`0`)}-of-${t.total}.gguf`))}export{Ki as ggufParameters};